/** What of WebCrypto is used. This package is compiled without the types of any platform. */
interface Subtle {
  importKey(
    format: 'raw',
    key: Uint8Array,
    algorithm: 'Ed25519',
    extractable: boolean,
    uses: ['verify'],
  ): Promise<object>
  verify(algorithm: 'Ed25519', key: object, signature: Uint8Array, message: Uint8Array): Promise<boolean>
}
/** Absent on pages that were not loaded securely: `https:` or `localhost`. */
declare const crypto: { readonly subtle?: Subtle } | undefined

/**
 * Whether an Ed25519 signature (RFC 8032) over a message is that of a key.
 * Null: the platform cannot tell, which is no answer and least of all a yes.
 */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean | null>

/** By WebCrypto: Node since 20, Chrome since 137, Firefox since 129, Safari since 17. */
export const verifyEd25519: VerifyEd25519 = async (publicKey, message, signature) => {
  const subtle = typeof crypto === 'undefined' ? undefined : crypto.subtle
  if (subtle === undefined) return null
  try {
    const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    return await subtle.verify('Ed25519', key, signature, message)
  } catch (error) {
    if (error instanceof Error && error.name === 'NotSupportedError') return null
    // The bytes are no point of the curve, or not 32: nothing verifies under such a key.
    return false
  }
}
