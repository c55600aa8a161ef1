import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';

interface Credential {
  id: string;
  rpId: string;
  userHandle: string;
  key: KeyObject;
  counter: number;
}

interface CreationOptions {
  challenge: string;
  rp: { id?: string };
  user: { id: string };
  excludeCredentials?: { id: string }[];
}

interface RequestOptions {
  challenge: string;
  rpId?: string;
  allowCredentials?: { id: string }[];
}

/** What the authenticator does otherwise than it should. */
export interface Oddity {
  origin?: string;
  challenge?: string;
  rpId?: string;
  type?: string;
  /** Nobody was there, or nobody showed who it was. */
  present?: boolean;
  verified?: boolean;
  /** The counter does not grow, as with a copy. */
  copied?: boolean;
  /** Another key signs. */
  forged?: boolean;
  userHandle?: string | null;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;
const CREDENTIAL_DATA = 0x40;

/** An authenticator in software: makes ES256 credentials and signs with them, as a phone or a security key would. */
export class SoftwareAuthenticator {
  readonly credentials: Credential[] = [];

  constructor(private readonly origin: string) {}

  /** RegistrationResponseJSON */
  create(options: object, oddity: Oddity = {}): object {
    const { challenge, rp, user } = options as CreationOptions;
    const rpId = rp.id ?? new URL(this.origin).hostname;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = randomBytes(32);
    const credential = {
      id: id.toString('base64url'),
      rpId,
      userHandle: user.id,
      key: privateKey,
      counter: 0,
    };
    this.credentials.push(credential);
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const cose = cborMap([
      [cborInt(1), cborInt(2)],
      [cborInt(3), cborInt(-7)],
      [cborInt(-1), cborInt(1)],
      [cborInt(-2), cborBytes(Buffer.from(x, 'base64url'))],
      [cborInt(-3), cborBytes(Buffer.from(y, 'base64url'))],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, cose]);
    const data = this.authenticatorData(credential, oddity, attested);
    const attestation = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(data)],
    ]);
    return {
      id: credential.id,
      rawId: credential.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.clientData('webauthn.create', challenge, oddity).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal', 'hybrid'],
      },
    };
  }

  /** AuthenticationResponseJSON, with the first credential that the options allow. */
  get(options: object, oddity: Oddity = {}): object {
    const { challenge, allowCredentials = [] } = options as RequestOptions;
    const allowed = allowCredentials.map(({ id }) => id);
    const credential = this.credentials.find(({ id }) => allowed.length === 0 || allowed.includes(id));
    if (!credential) throw new Error('This authenticator has none of the allowed credentials.');
    if (!oddity.copied) credential.counter += 1;
    const data = this.authenticatorData(credential, oddity);
    const client = this.clientData('webauthn.get', challenge, oddity);
    const signer = oddity.forged ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : credential.key;
    const signature = createSign('sha256')
      .update(Buffer.concat([data, sha256(client)]))
      .sign(signer);
    const userHandle = oddity.userHandle === undefined ? credential.userHandle : oddity.userHandle;
    return {
      id: credential.id,
      rawId: credential.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle !== null && { userHandle }),
      },
    };
  }

  private clientData(type: string, challenge: string, oddity: Oddity): Buffer {
    const data = {
      type: oddity.type ?? type,
      challenge: oddity.challenge ?? challenge,
      origin: oddity.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data));
  }

  private authenticatorData(credential: Credential, oddity: Oddity, attested?: Buffer): Buffer {
    const { present = true, verified = true } = oddity;
    const flags =
      BACKUP_ELIGIBLE |
      BACKED_UP |
      (present ? USER_PRESENT : 0) |
      (verified ? USER_VERIFIED : 0) |
      (attested ? CREDENTIAL_DATA : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(credential.counter, 1);
    return Buffer.concat([sha256(oddity.rpId ?? credential.rpId), head, attested ?? Buffer.alloc(0)]);
  }
}

function sha256(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest();
}

// CBOR (RFC 8949), as much of it as WebAuthn needs.
function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
}
const cborInt = (value: number): Buffer => (value < 0 ? cborHead(1, -1 - value) : cborHead(0, value));
const cborBytes = (value: Buffer): Buffer => Buffer.concat([cborHead(2, value.length), value]);
const cborText = (value: string): Buffer => Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
const cborMap = (entries: [Buffer, Buffer][]): Buffer =>
  Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
