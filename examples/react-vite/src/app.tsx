import type { Client } from '@demur/sdk'
import { DemurProvider, type InitialData, OptOutSettings, useOptOut, useOptOutSettings } from '@demur/sdk/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { Activity } from './activity.tsx'
import { MyPost } from './my-post.tsx'

/** Everything that the page shows first, read by the server. */
export interface Initial {
  readonly post: string
  readonly demur: InitialData
}

export function App({ client, initial }: { readonly client: Client; readonly initial: Initial }) {
  const [queries] = useState(() => new QueryClient())
  return (
    <QueryClientProvider client={queries}>
      <DemurProvider client={client} initialData={initial.demur}>
        <main>
          <h1>Data privacy</h1>
          <Summary />
          <TrainingSwitch />
          <MyPost post={initial.post} />
          <h2>All settings</h2>
          <OptOutSettings />
          <Activity client={client} />
        </main>
      </DemurProvider>
    </QueryClientProvider>
  )
}

/** `useOptOutSettings`: all of them at once. */
function Summary() {
  const { settings } = useOptOutSettings()
  const objected = settings.filter(({ choice }) => choice === 'OBJECTED').length
  return (
    <p id="summary">
      You objected to {objected} of {settings.length} settings.
    </p>
  )
}

/** `useOptOut`: one setting with everything that a switch of your own needs. */
function TrainingSwitch() {
  const training = useOptOut('genai-improvement')
  if (!training.offered) return <p>AI is not trained with posts where you live.</p>
  return (
    <section id="training" aria-labelledby={training.labelProps.id}>
      <span {...training.labelProps}>Let my posts train AI</span>{' '}
      <button {...training.switchProps}>{training.on ? 'On' : 'Off'}</button>
      <p {...training.stateProps}>{training.state}</p>
      <p {...training.statusProps}>{training.announcement}</p>
      {training.canUndo && (
        <button type="button" onClick={() => void training.undo()}>
          Undo
        </button>
      )}
    </section>
  )
}
