// Runs the code that the dashboard shows for verifying deliveries, in every language that it shows.
import { goPackage, installMissingPackages } from './debian-packages.js'
import { runToEnd, setUp } from './setup.js'

const node = setUp()
installMissingPackages([goPackage])
await runToEnd(node, [
  '--test',
  '--conditions=posthorn-source',
  'packages/dashboard/test/snippets-of-every-language.ts',
])
