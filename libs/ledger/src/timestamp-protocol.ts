import { DER, derChildren, derContent, encodeDer, readDer } from './der';

// RFC 3161, "Internet X.509 Public Key Infrastructure Time-Stamp Protocol".

const SHA256 = Buffer.from('608648016503040201', 'hex');
/** id-signedData, RFC 5652 section 5.1. */
const SIGNED_DATA = Buffer.from('2a864886f70d010702', 'hex');
/** id-ct-TSTInfo, section 2.4.2. */
const TST_INFO = Buffer.from('2a864886f70d0109100104', 'hex');
const VERSION_1 = encodeDer(DER.integer, Buffer.from([1]));

/** A TimeStampReq (section 2.4.1) that asks for the authority's certificate, so that the answer can be verified alone. */
export function timestampRequest(sha256: Buffer, nonce: Buffer): Buffer {
  return encodeDer(
    DER.sequence,
    VERSION_1,
    messageImprint(sha256),
    encodeDer(DER.integer, positive(nonce)),
    encodeDer(DER.boolean, Buffer.from([0xff])),
  );
}

/**
 * Checks that a TimeStampResp (section 2.4.2) grants a stamp over this digest in answer to this nonce. Whether the
 * authority's signature holds is for whoever relies on it and knows whom to trust: `openssl ts -verify`.
 * @returns the time that it states
 * @throws when it is refused, malformed or about something else
 */
export function openTimestamp(response: Buffer, sha256: Buffer, nonce: Buffer): Date {
  const whole = readDer(response);
  if (whole.end !== response.length) throw new Error('The time-stamp has bytes behind its end.');
  const [info, token] = derChildren(derContent(whole, DER.sequence));
  const status = derContent(derChildren(derContent(info, DER.sequence))[0], DER.integer);
  if (status.length !== 1 || status[0]! > 1)
    throw new Error(`The authority refused the time-stamp (status ${status.toString('hex')}).`);
  const fields = derChildren(tstInfo(derContent(token, DER.sequence)));
  if (!derContent(fields[0], DER.integer).equals(Buffer.from([1])))
    throw new Error('The time-stamp is of no version 1.');
  // A digest's parameters are NULL in some authorities' answers and absent in others'.
  const [algorithm, digest] = derChildren(derContent(fields[2], DER.sequence));
  const [identifier] = derChildren(derContent(algorithm, DER.sequence));
  if (
    !derContent(identifier, DER.objectIdentifier).equals(SHA256) ||
    !derContent(digest, DER.octetString).equals(sha256)
  )
    throw new Error('The time-stamp is about something else.');
  const echoed = fields.slice(5).find(({ tag }) => tag === DER.integer);
  if (!echoed?.content.equals(positive(nonce))) throw new Error('The time-stamp answers another request.');
  return timeOf(derContent(fields[4], DER.generalizedTime));
}

/** The TSTInfo inside the token: ContentInfo, SignedData, EncapsulatedContentInfo (RFC 5652). */
function tstInfo(contentInfo: Buffer): Buffer {
  const [type, explicit] = derChildren(contentInfo);
  if (!derContent(type, DER.objectIdentifier).equals(SIGNED_DATA)) throw new Error('The time-stamp is not signed.');
  const signedData = derChildren(derContent(readDer(derContent(explicit, DER.context0)), DER.sequence));
  const [contentType, content] = derChildren(derContent(signedData[2], DER.sequence));
  if (!derContent(contentType, DER.objectIdentifier).equals(TST_INFO)) throw new Error('This is not a time-stamp.');
  const octets = derContent(readDer(derContent(content, DER.context0)), DER.octetString);
  return derContent(readDer(octets), DER.sequence);
}

function messageImprint(sha256: Buffer): Buffer {
  const algorithm = encodeDer(DER.sequence, encodeDer(DER.objectIdentifier, SHA256), encodeDer(DER.null));
  return encodeDer(DER.sequence, algorithm, encodeDer(DER.octetString, sha256));
}

/** The shortest INTEGER of these bytes that is not negative. */
function positive(bytes: Buffer): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0);
  const significant = from < 0 ? Buffer.from([0]) : bytes.subarray(from);
  return significant[0]! < 0x80 ? significant : Buffer.concat([Buffer.from([0]), significant]);
}

/** `YYYYMMDDhhmmss[.f]Z`, section 2.4.2. */
function timeOf(content: Buffer): Date {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?Z$/.exec(content.toString('latin1'));
  const [, year, month, day, hour, minute, second, fraction = ''] = match ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  if (!match || Number.isNaN(at.getTime())) throw new Error('The time-stamp has no usable time.');
  return at;
}
