import { createClient } from '@demur/sdk'
import { completeReceipt, verifyReceipt } from '@demur/sdk/receipts'

const { url, post } = await (await fetch('/config.json')).json()
const demur = createClient({
  url: `${url}/graphql`,
  // The platform hands out a short-lived token to whoever is signed in there.
  auth: async () => (await fetch('/token')).text(),
})

const SETTING = 'genai-improvement'
const [why, control, state, said, check, checked] = ['post', 'training', 'state', 'said', 'check', 'checked'].map(
  (id) => document.getElementById(id),
)

/** Shows what the register holds, and never what it is hoped to hold. */
async function show(minPosition) {
  const [setting, decision] = await Promise.all([
    demur.settings.get(SETTING, { minPosition }),
    demur.eligibility.check({ item: post, dataUse: 'genai.training' }, { minPosition }),
  ])
  why.textContent = decision.explanation
  control.disabled = setting === null
  control.setAttribute('aria-checked', String(setting?.choice !== 'OBJECTED'))
  state.textContent = setting?.choice === 'OBJECTED' ? 'Off – you objected' : 'On – you have not objected'
  return setting
}

/** Changes the setting, and says what became of it. */
async function change(setting) {
  said.textContent = ''
  try {
    const result =
      setting.choice === 'OBJECTED'
        ? await demur.settings.withdraw(SETTING, { expectedVersion: setting.version })
        : await demur.settings.object(SETTING)
    const now = await show(result.ok ? result.position : undefined)
    said.textContent = result.ok ? 'Saved.' : `Not changed: ${result.error.message}`
    if (result.ok) keep(result.event.receipt.document)
    return now
  } catch {
    said.textContent = 'Not saved: we got no answer. Please try again.'
    return setting
  }
}

let receipt = ''

function keep(document) {
  receipt = document
  check.hidden = false
  checked.textContent = ''
}

/** Checks the receipt here: it is not the server who says that it is right. */
async function checkReceipt() {
  receipt = (await completeReceipt(demur, receipt)).document
  // An app that distrusts the register has its keys from elsewhere, and keeps them.
  const publicKeys = (await demur.receipts.keys()).map(({ verifier }) => verifier)
  const { status } = await verifyReceipt(receipt, { publicKeys })
  const words = { VERIFIED: 'The receipt is real.', PENDING: 'The register has not signed it yet.' }
  checked.textContent = words[status] ?? 'The receipt does not fit together. Keep it, and tell us.'
}

let setting = await show()
check.addEventListener('click', () => {
  checkReceipt().catch(() => {
    checked.textContent = 'It could not be checked right now.'
  })
})
control.addEventListener('click', () => {
  void change(setting).then((now) => {
    setting = now
  })
})
