import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import type { Account } from '@divan/accounts';
import { Clock, newId, type RequestContext, type Tx } from '@divan/platform';
import { passkeyInvalid, passkeyTaken, tooManyPasskeys } from '../auth.errors';
import { passkeyAdded } from '../auth.events';
import { AuthMail } from '../mail/auth-mail';
import { Ceremonies, type Ceremony, type CeremonyPurpose } from './ceremonies';
import { PasskeyRepository, type Passkey } from './passkey.repository';
import { WebAuthn, type CreationOptions, type RequestOptions } from './webauthn';

const MOST = 20;

export interface BegunCreation {
  ceremony: string;
  options: CreationOptions;
}

export interface BegunRequest {
  ceremony: string;
  options: RequestOptions;
}

/** What signing in, enrolling, adding and stepping up have in common: asking for passkeys and judging the answers. */
@Injectable()
export class PasskeyService {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly mail: AuthMail,
    private readonly webauthn: WebAuthn,
    private readonly ceremonies: Ceremonies,
    private readonly passkeys: PasskeyRepository,
  ) {}

  async beginCreation(
    tx: Tx,
    purpose: CeremonyPurpose,
    account: Pick<Account, 'id' | 'email'>,
    within: string,
  ): Promise<BegunCreation> {
    const existing = await this.passkeys.list(tx, account.id);
    if (existing.length >= MOST) throw tooManyPasskeys();
    const challenge = this.webauthn.newChallenge();
    return {
      ceremony: this.ceremonies.begin({ purpose, challenge, account: account.id, within }),
      options: await this.webauthn.creationOptions(account, existing, challenge),
    };
  }

  /** @param account null: whichever passkey the person has for this site */
  async beginRequest(
    tx: Tx,
    purpose: CeremonyPurpose,
    accountId: string | null,
    within?: string,
  ): Promise<BegunRequest> {
    const allowed = accountId === null ? [] : await this.passkeys.list(tx, accountId);
    const challenge = this.webauthn.newChallenge();
    const bound = { ...(accountId !== null && { account: accountId }), ...(within !== undefined && { within }) };
    return {
      ceremony: this.ceremonies.begin({ purpose, challenge, ...bound }),
      options: await this.webauthn.requestOptions(allowed, challenge),
    };
  }

  /**
   * Registers the new passkey, in the transaction that the caller opened for it.
   * @throws 401 `auth.passkey_invalid`; 409 `auth.passkey_exists`
   */
  async create(
    tx: Tx,
    ctx: RequestContext,
    ceremony: Ceremony,
    account: Pick<Account, 'id' | 'email' | 'locale'>,
    { response, name }: { response: object; name: string },
  ): Promise<Passkey> {
    if (ceremony.account !== account.id) throw passkeyInvalid();
    const credential = await this.webauthn.verifyCreation(response, ceremony.challenge);
    if (!credential) throw passkeyInvalid();
    await this.ceremonies.take(tx, ceremony);
    if ((await this.passkeys.count(tx, account.id)) >= MOST) throw tooManyPasskeys();
    const createdAt = this.clock.now();
    const passkey = { id: newId(), accountId: account.id, ...credential, name, createdAt, lastUsedAt: null };
    if (!(await this.passkeys.insert(tx, passkey))) throw passkeyTaken();
    await this.audit.write(tx, ctx, passkeyAdded, {
      object: { type: 'member', id: ctx.actor.id },
      detail: { passkeyId: passkey.id, name, backedUp: passkey.backedUp },
    });
    await this.mail.changed(tx, account, 'passkey-added', createdAt);
    return passkey;
  }

  /** The passkey that an answer names; null when there is none. */
  named(tx: Tx, response: object): Promise<Passkey | null> {
    const { id } = response as { id?: unknown };
    return typeof id === 'string' ? this.passkeys.findByCredential(tx, id) : Promise.resolve(null);
  }

  /** Judges an answer. Each ceremony and each count of the authenticator is good once. */
  async use(tx: Tx, ceremony: Ceremony, passkey: Passkey, response: object): Promise<boolean> {
    if (ceremony.account !== undefined && ceremony.account !== passkey.accountId) return false;
    if (!ownerFits(response, passkey)) return false;
    const proof = await this.webauthn.verifyAssertion(response, ceremony.challenge, passkey);
    if (!proof) return false;
    await this.ceremonies.take(tx, ceremony);
    return this.passkeys.used(tx, passkey.id, proof.counter, proof.backedUp, this.clock.now());
  }
}

/** WebAuthn Level 3 §7.2 step 6: the user handle, where there is one, is the owner's. */
function ownerFits(response: object, { accountId }: Passkey): boolean {
  const { userHandle } = (response as { response?: { userHandle?: unknown } }).response ?? {};
  if (userHandle === undefined || userHandle === null) return true;
  return typeof userHandle === 'string' && Buffer.from(userHandle, 'base64url').toString('utf8') === accountId;
}
