import type { ReactNode } from 'react'
import type { OptOutSettingDetails } from '../settings-overview.ts'
import { isOffered } from './choice.ts'
import { ObjectToEverything } from './object-to-everything.tsx'
import { useDemur } from './provider.tsx'
import { type FormTarget, SettingGroup } from './setting-group.tsx'
import { useOptOutSettings } from './use-opt-out-settings.ts'

export interface OptOutSettingsProps {
  /** Makes every control a part of a form as well, so that a page that a server rendered works without JavaScript. */
  readonly form?: FormTarget | undefined
  /** More about a setting, below what is covered: receipts, systems that confirmed. */
  readonly renderMore?: ((setting: OptOutSettingDetails) => ReactNode) | undefined
}

/**
 * Every setting of the member, ready to use: switches where there is a choice, text where there is none, and a button
 * that objects to everything. Import `@demur/sdk/react.css` for its looks, or bring your own: every part has a class.
 *
 * @example
 * ```tsx
 * import { OptOutSettings } from '@demur/sdk/react'
 *
 * export function Settings({ token }: { readonly token: string }) {
 *   // With `form`, a page that a server rendered works before and without JavaScript.
 *   return <OptOutSettings form={{ action: '/settings', fields: () => ({ csrf: token }) }} />
 * }
 * ```
 * @throws Error outside of a provider
 */
export function OptOutSettings({ form, renderMore }: OptOutSettingsProps): ReactNode {
  const { messages } = useDemur()
  const { status, settings, refresh } = useOptOutSettings()
  if (status === 'absent') return <p className="demur-message">{messages.absent}</p>
  if (status === 'loading') {
    return (
      <p className="demur-message" role="status">
        {messages.loading}
      </p>
    )
  }
  if (status === 'failed') {
    return (
      <div className="demur-message" role="alert">
        <p>{messages.loadFailed}</p>
        <button className="demur-button" type="button" onClick={() => void refresh()}>
          {messages.acts.retry}
        </button>
      </div>
    )
  }
  // What can be changed comes first; the order of the rulebook is kept otherwise.
  const inOrder = [...settings.filter(isOffered), ...settings.filter((setting) => !isOffered(setting))]
  return (
    <div className="demur-settings" lang={messages.locale} dir={messages.direction}>
      <ObjectToEverything form={form} />
      {inOrder.map((setting) => (
        <SettingGroup key={setting.setting.key} setting={setting} form={form}>
          {renderMore?.(setting)}
        </SettingGroup>
      ))}
    </div>
  )
}
