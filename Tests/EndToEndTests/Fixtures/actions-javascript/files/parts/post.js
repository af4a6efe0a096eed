console.log(`post ${process.env.INPUT_WHO} ${process.env.STATE_who}`)
if (process.env.STATE_who === 'last') process.exit(1)
