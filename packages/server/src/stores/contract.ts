import { testCatalog } from './contract/catalog-contract.ts'
import { testCredits } from './contract/credits-contract.ts'
import { testHealth } from './contract/health-contract.ts'
import { testErasures } from './contract/erasure-contract.ts'
import { testHistory } from './contract/history-contract.ts'
import { testInbox } from './contract/inbox-contract.ts'
import { testJournal } from './contract/journal-contract.ts'
import { storeTest, type OpenStore } from './contract/open-store.ts'
import { testOperators } from './contract/operator-contract.ts'
import { testPortalLinks } from './contract/portal-link-contract.ts'
import { testProfileRecords } from './contract/profile-records-contract.ts'
import { testRecoveries } from './contract/recovery-contract.ts'
import { testRetention } from './contract/retention-contract.ts'
import { testQueue } from './contract/queue-contract.ts'
import { testSearch } from './contract/search-contract.ts'
import { testTraffic } from './contract/traffic-contract.ts'
import { testUpkeep } from './contract/upkeep-contract.ts'

/** Registers the tests that every store has to pass. Each of them opens a store of its own. */
export function testStoreContract(open: OpenStore): void {
  const test = storeTest(open)
  testJournal(test)
  testInbox(test)
  testQueue(test)
  testCatalog(test)
  testOperators(test)
  testCredits(test)
  testHealth(test)
  testProfileRecords(test)
  testPortalLinks(test)
  testHistory(test)
  testSearch(test)
  testTraffic(test)
  testRecoveries(test)
  testErasures(test)
  testRetention(test)
  testUpkeep(test)
}
