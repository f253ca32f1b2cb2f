import { SetOptOutDocument, ViewerOptOutSettingsDocument } from '@demur/sdk/documents'
import { useMutation, useQuery } from 'urql'

/** Data and variables have the types of the documents; nothing is written by hand and nothing generated here. */
export function Settings() {
  const [{ data, error }] = useQuery({ query: ViewerOptOutSettingsDocument, variables: { locale: 'en' } })
  const [changed, setOptOut] = useMutation(SetOptOutDocument)
  const result = changed.data?.setOptOut
  if (error !== undefined) return <p role="alert">Your settings cannot be shown: {error.message}</p>
  return (
    <>
      <h1>Settings with urql</h1>
      <ul>
        {data?.viewer.member?.optOutSettings.map(({ setting, choice }) => (
          <li key={setting.key} id={setting.key}>
            {setting.title}: {choice}{' '}
            <button
              type="button"
              disabled={changed.fetching}
              onClick={() => void setOptOut({ input: { setting: setting.key, act: 'OBJECT' } })}
            >
              Object
            </button>
          </li>
        ))}
      </ul>
      <p role="status">{result?.__typename === 'SetOptOutSuccess' ? `Recorded at ${result.position}.` : ''}</p>
    </>
  )
}
