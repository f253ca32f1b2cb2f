import { useEligibility, useOptOut } from '@demur/sdk/react'

/** `useEligibility`: may this post be used, and why. Asked again as soon as the member has changed something. */
export function MyPost({ post }: { readonly post: string }) {
  const latest = useOptOut('genai-improvement').setting?.history.events[0]?.position
  const question = { item: post, dataUse: 'genai.training' }
  const { status, decision } = useEligibility(question, latest === undefined ? {} : { revision: latest })
  return <p id="my-post">{status === 'failed' ? 'We could not find out.' : (decision?.explanation ?? 'Asking …')}</p>
}
