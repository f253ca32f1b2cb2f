import { formatVerifierKey, type Signer, verifierKey } from '@demur/eligibility/evidence'

/** A new key of a log, its public half as one line, and what signs with it. */
export async function testSigner(name: string): Promise<{ readonly signer: Signer; readonly key: string }> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const key = verifierKey(name, publicKey)
  return {
    key: formatVerifierKey(key),
    signer: {
      key,
      sign: async (message) =>
        new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message as BufferSource)),
    },
  }
}
