import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestRegister } from '@demur/sdk/testing'
import { TrainingSet } from './training-set.ts'

const POST = {
  kind: 'POST',
  visibility: 'PUBLIC',
  createdAt: '2026-01-02T09:00:00Z',
  effectiveAt: '2026-01-02T09:00:00Z',
}
const SINCE = { effectiveAt: '2025-01-01T00:00:00Z' }

/** A register in memory decides by the same rules as a server, so the tests of an app need none. */
const register = createTestRegister({
  now: '2026-06-01T00:00:00Z',
  rulebook: {
    version: '1',
    dataUses: [
      { key: 'genai.training', title: { en: 'Training' }, description: { en: 'Posts train.' }, setting: 'ai' },
    ],
    settings: [{ key: 'ai', title: { en: 'AI' }, description: { en: 'Whether posts may train AI.' } }],
    rules: [
      {
        key: 'everywhere',
        dataUse: 'genai.training',
        places: ['FR'],
        phases: [{ from: '2025-01-01T00:00:00Z', status: 'IN_FORCE' }],
        legalBasis: 'LEGITIMATE_INTERESTS',
        controller: 'Example Ltd',
        control: 'OPT_OUT',
        scope: [{ kind: 'POST', visibilities: ['PUBLIC'] }],
        sources: ['made up for this test'],
      },
    ],
  },
  entries: ['ada', 'ben'].flatMap((member) => [
    { type: 'MemberRegistered', member, ...SINCE },
    { type: 'ResidenceRecorded', member, country: 'FR', ...SINCE },
    { type: 'ContentRegistered', item: `post-of-${member}`, subjects: [{ member, role: 'AUTHOR' }], ...POST },
  ]),
})

void test('a post leaves the training set when its author objects', async () => {
  const trainingSet = new TrainingSet(register.as('SERVICE'))
  assert.deepEqual(await trainingSet.add(['post-of-ada', 'post-of-ben', 'no-such-post']), {
    'no-such-post': 'UNKNOWN_ITEM',
  })
  const objected = await register.asMember('ada').settings.object('ai')
  assert.ok(objected.ok)
  await trainingSet.recheck(objected.position)
  assert.deepEqual(trainingSet.posts, ['post-of-ben'])
})

void test('without an answer nothing is taken in', async () => {
  const trainingSet = new TrainingSet(register.as('SERVICE'))
  register.disconnect()
  await assert.rejects(trainingSet.add(['post-of-ben']))
  register.reconnect()
  assert.deepEqual(trainingSet.posts, [])
})
