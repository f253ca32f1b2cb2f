import { useMutation, useQuery } from '@apollo/client/react'
import { SetOptOutDocument, ViewerOptOutSettingsDocument } from '@demur/sdk/documents'

/** Data and variables have the types of the documents. What a mutation returns changes the list by itself: it has an id. */
export function Settings() {
  const { data, error } = useQuery(ViewerOptOutSettingsDocument, { variables: { locale: 'en' } })
  const [setOptOut, changed] = useMutation(SetOptOutDocument)
  const result = changed.data?.setOptOut
  if (error !== undefined) return <p role="alert">Your settings cannot be shown: {error.message}</p>
  return (
    <>
      <h1>Settings with Apollo</h1>
      <ul>
        {data?.viewer.member?.optOutSettings.map(({ setting, choice }) => (
          <li key={setting.key} id={setting.key}>
            {setting.title}: {choice}{' '}
            <button
              type="button"
              disabled={changed.loading}
              onClick={() => void setOptOut({ variables: { input: { setting: setting.key, act: 'OBJECT' } } })}
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
