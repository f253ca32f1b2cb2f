import { createClient } from '@demur/sdk'

const { url, post } = await (await fetch('/config.json')).json()
const demur = createClient({
  url: `${url}/graphql`,
  // The platform hands out a short-lived token to whoever is signed in there.
  auth: async () => (await fetch('/token')).text(),
})

const SETTING = 'genai-improvement'
const [why, control, state, said] = ['post', 'training', 'state', 'said'].map((id) => document.getElementById(id))

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
    said.textContent = result.ok ? 'Saved.' : `Not changed: ${result.error.message}`
    return await show(result.ok ? result.position : undefined)
  } catch {
    said.textContent = 'Not saved: we got no answer. Please try again.'
    return setting
  }
}

let setting = await show()
control.addEventListener('click', () => {
  void change(setting).then((now) => {
    setting = now
  })
})
