const { STATE_part: last = '', INPUT_WHO: who, GITHUB_STATE: file } = process.env
const part = { '': 'first', first: 'second', second: 'third' }[last]
console.log(`${part} part, ${who} ${process.env.GITHUB_ACTION_REPOSITORY}@${process.env.GITHUB_ACTION_REF} ${process.env.GITHUB_ACTION}`)
require('fs').appendFileSync(file, `part=${part}\n`)
// What an action does to its own files stays in its job.
require('fs').appendFileSync(__filename, '\n// changed\n')
if (`${who} ${part}` === 'failure second') process.exit(1)
