const fs = require('fs')
const who = process.env.INPUT_WHO
console.log(`main ${who} ${process.env.GITHUB_ACTION}`)
fs.appendFileSync(process.env.GITHUB_STATE, `who=${who}\n`)
fs.appendFileSync(process.env.GITHUB_OUTPUT, `told<<END\n${who}\nEND\n`)
fs.appendFileSync(process.env.GITHUB_ENV, 'FROM_ACTION=1\n')
console.log('::add-mask::hidden-value')
console.log('::notice::it says hidden-value')
if (who === 'failure') {
  console.log('::error::this went wrong')
  process.exit(1)
}
if (who === 'silent') process.exit(7)
