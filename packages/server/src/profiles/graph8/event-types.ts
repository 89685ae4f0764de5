import type { EventType } from '../../domain/event-type.ts'

const campaign = {
  id: 'camp_8f2c1d',
  name: 'Spring launch',
  slug: 'spring-launch',
  concept_slug: 'founder-story',
  goal: 'Book twenty demos',
  target_persona: 'Head of operations',
  status: 'draft',
  created_at: '2026-02-20T10:00:00',
}

const document = {
  id: 'doc_51ab7e',
  campaign_id: 'camp_8f2c1d',
  title: 'Opening email',
  type: 'email',
  status: 'draft',
  created_at: '2026-02-20T10:05:00',
  updated_at: '2026-02-20T10:05:00',
}

const task = {
  website_url: 'https://acme.example',
  task_id: 'task_77d0c4',
  status: 'completed',
  success_count: 12,
  fail_count: 1,
  completed_at: '2026-02-20T10:20:00',
}

const taskOfCompany = { company_id: 'comp_3e9a10', ...task }

/** [seed] The thirteen types of the page, in its order. */
export const graph8EventTypes: readonly EventType[] = [
  entry('campaign.created', 'A campaign was set up; it is still a draft.', campaign),
  entry('campaign.updated', 'Goal, persona or another detail of a campaign was edited.', {
    ...campaign,
    goal: 'Book thirty demos',
  }),
  entry('campaign.deleted', 'A campaign was removed.', { ...campaign, status: 'deleted' }),
  entry('campaign.launched', 'A campaign went live and begins to reach people.', {
    ...campaign,
    status: 'active',
  }),
  entry('campaign.status_changed', 'A campaign went from one state into another.', {
    ...campaign,
    status: 'paused',
    previous_status: 'active',
  }),
  entry('document.created', 'A document was added to a campaign.', document),
  entry('document.updated', 'The title or the text of a document was edited.', {
    ...document,
    updated_at: '2026-02-21T09:30:00',
  }),
  entry('document.generated', 'The text of a document has been written and can be read.', {
    ...document,
    status: 'generated',
  }),
  entry('intelligence.completed', 'The analysis of a website is done.', task),
  entry('research.completed', 'The research on a company is done.', taskOfCompany),
  entry('company.enriched', 'What was missing about a company has been filled in.', {
    mashup_company_id: 48213,
    company_ext_id: 'crm-1029',
    account_name: 'Acme GmbH',
    domain: 'acme.example',
    fields_updated: ['industry', 'employee_count'],
    enriched_at: '2026-02-20T10:15:00',
  }),
  entry('person.enriched', 'What was missing about a person has been filled in.', {
    person_id: 'pers_c01f42',
    full_name: 'Ada Byron',
    email: 'ada@acme.example',
    fields_updated: ['job_title'],
    enriched_at: '2026-02-20T10:16:00',
  }),
  entry(
    'company_intelligence.completed',
    'Everything that was asked for about a company has been gathered.',
    taskOfCompany,
  ),
]

function entry(name: string, description: string, example: object): EventType {
  return { name, description, schema: null, example }
}
