import { type ReactNode, useId, useRef } from 'react'
import type { EverythingAttempt } from './attempt.ts'
import { goingOnFrom } from './going-on-from.ts'
import type { Messages } from './messages.ts'
import { useDemur, useHydrated } from './provider.tsx'
import type { FormTarget } from './setting-group.tsx'
import { Hidden } from './switch-row.tsx'
import { useOptOutSettings } from './use-opt-out-settings.ts'

/**
 * One button that objects to every use: on every setting, or on none. `OptOutSettings` has it already.
 *
 * @example
 * ```tsx
 * import { ObjectToEverything, SettingGroup, useOptOutSettings } from '@demur/sdk/react'
 *
 * export function MySettings() {
 *   const { settings } = useOptOutSettings()
 *   return (
 *     <>
 *       {settings.map((setting) => (
 *         <SettingGroup key={setting.id} setting={setting} />
 *       ))}
 *       <ObjectToEverything />
 *     </>
 *   )
 * }
 * ```
 */
export function ObjectToEverything({ form }: { readonly form?: FormTarget | undefined }): ReactNode {
  const { everything: texts, acts } = useDemur().messages
  const { everything, objectToEverything, undoEverything, retryEverything } = useOptOutSettings()
  const explanation = useId()
  const hydrated = useHydrated()
  const main = useRef<HTMLButtonElement>(null)
  const pending = everything?.phase === 'pending'
  const undoable = everything?.phase === 'saved' && everything.kind === 'object' && everything.changes.length > 0
  const button = (
    <button
      ref={main}
      className="demur-button demur-primary"
      type={form === undefined ? 'button' : 'submit'}
      name="act"
      value="OBJECT_TO_EVERYTHING"
      aria-describedby={explanation}
      aria-disabled={pending}
      onClick={(event) => {
        event.preventDefault()
        if (!pending) void objectToEverything()
      }}
    >
      {texts.button}
    </button>
  )
  return (
    <div className="demur-everything">
      <p id={explanation}>{texts.text}</p>
      {form === undefined ? (
        button
      ) : (
        <form method="post" action={form.action}>
          <Hidden fields={form.fields(null)} />
          {button}
        </form>
      )}
      <div className="demur-outcome" data-phase={everything?.phase}>
        <span role="status" aria-live="polite">
          {everything === null ? '' : announce(everything, texts)}
        </span>
        {hydrated && undoable && (
          <button className="demur-button" type="button" onClick={goingOnFrom(main, undoEverything)}>
            {acts.undo}
          </button>
        )}
        {form !== undefined && undoable && (
          <noscript>
            <form method="post" action={form.action}>
              <Hidden fields={form.fields(null)} />
              <button className="demur-button" type="submit" name="act" value="UNDO_EVERYTHING">
                {acts.undo}
              </button>
            </form>
          </noscript>
        )}
        {everything?.phase === 'failed' && (
          <button className="demur-button" type="button" onClick={goingOnFrom(main, retryEverything)}>
            {acts.retry}
          </button>
        )}
      </div>
    </div>
  )
}

function announce({ phase, kind }: EverythingAttempt, texts: Messages['everything']): string {
  const { pending, saved, undone, refused, failed } = texts
  return { pending, saved: kind === 'undo' ? undone : saved, conflict: refused, refused, failed }[phase]
}
