import { timingSafeEqual } from 'node:crypto';
import { Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { MemberDirectory } from '@divan/accounts';
import { Clock, Database, LiveEvents, type Tx } from '@divan/platform';
import { SESSIONS_CHANNEL } from '../sessions/session.repository';
import { TokenKeys } from '../token-keys';
import { ApiKeyRepository, type KeyWithSecret } from './api-key.repository';
import { prefixOf } from './key-format';
import { parseNetworks, type Network } from './networks';

/** What the guard knows of a key without asking the database again. */
export interface KeyAccess {
  keyId: string;
  secretId: string;
  organizationId: string;
  memberId: string;
  name: string;
  /** What the key was given and its service member still may. */
  permissions: ReadonlySet<string>;
  teamIds: readonly string[];
  channelIds: readonly string[] | null;
  networks: readonly Network[] | null;
  expiresAt: Date;
  secretEndsAt: Date | null;
  ended: boolean;
  memberActive: boolean;
  organizationActive: boolean;
}

/** When the key, or the secret that was shown, stops working: whichever is first. */
export function endOf({ expiresAt, secretEndsAt }: KeyAccess): Date {
  return secretEndsAt && secretEndsAt < expiresAt ? secretEndsAt : expiresAt;
}

// Notifications end an entry at once; this bounds the harm of one that was lost on a connection that died unseen.
const TRUST_MS = 30_000;
const MOST_ENTRIES = 20_000;

/**
 * Keys seen lately and what they may do, per process. A request costs a query only on first sight; an ended key, a
 * changed service member and a suspended organization are heard over NOTIFY and take effect on the next request,
 * and on open event streams at once. Known by the keyed hash of the key, so that not even this memory holds one.
 */
@Injectable()
export class KeyRegistry implements OnModuleInit {
  private readonly entries = new Map<string, { access: KeyAccess; hash: string; readAt: number }>();
  private readonly secretByHash = new Map<string, string>();
  /** Counts what was heard, so that an answer read before a change is not kept after it. */
  private heard = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tokenKeys: TokenKeys,
    private readonly keys: ApiKeyRepository,
    private readonly members: MemberDirectory,
    // Only processes that answer requests have it.
    @Optional() private readonly live?: LiveEvents,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.database.listen(
      SESSIONS_CHANNEL,
      (payload) => this.forget(payload),
      () => this.forgetAll(),
    );
  }

  /** @returns null for what is no key; one that is, and may not be used any more, is told apart by the caller */
  async byKey(key: string): Promise<KeyAccess | null> {
    const prefix = prefixOf(key, (value) => this.tokenKeys.mac('api-key-seal', value));
    if (prefix === null) return null;
    const hash = this.tokenKeys.mac('api-key', key);
    const known = this.known(this.secretByHash.get(hash.toString('base64')));
    if (known) return known;
    return this.read(async (tx) => {
      const found = await this.keys.findByPrefix(tx, prefix);
      // Also where nothing was found, so that both take the same time.
      const same = timingSafeEqual(found?.secretHash ?? Buffer.alloc(hash.length), hash);
      return same ? found : null;
    });
  }

  /** The key behind a token that was issued for one of its secrets. */
  async bySecret(secretId: string): Promise<KeyAccess | null> {
    return this.known(secretId) ?? this.read((tx) => this.keys.findBySecret(tx, secretId));
  }

  private known(secretId: string | undefined): KeyAccess | null {
    const entry = secretId === undefined ? undefined : this.entries.get(secretId);
    return entry && this.clock.now().getTime() - entry.readAt < TRUST_MS ? entry.access : null;
  }

  private async read(find: (tx: Tx) => Promise<KeyWithSecret | null>): Promise<KeyAccess | null> {
    const heardBefore = this.heard;
    const readAt = this.clock.now().getTime();
    const key = await this.database.system('api-key', find);
    if (!key) return null;
    const member = await this.database.read(key, (tx) => this.members.access(tx, key.memberId));
    const access: KeyAccess = {
      keyId: key.id,
      secretId: key.secretId,
      organizationId: key.organizationId,
      memberId: key.memberId,
      name: key.name,
      permissions: new Set(key.scopes.filter((scope) => member?.permissions.has(scope as never))),
      teamIds: member?.teamIds ?? [],
      channelIds: key.channelIds,
      networks: key.allowedNetworks && parseNetworks(key.allowedNetworks),
      expiresAt: key.expiresAt,
      secretEndsAt: key.secretEndsAt,
      ended: key.endedAt !== null,
      memberActive: member?.state === 'active',
      organizationActive: key.organizationState === 'active',
    };
    if (this.heard === heardBefore) this.remember(access, key.secretHash.toString('base64'), readAt);
    return access;
  }

  private remember(access: KeyAccess, hash: string, readAt: number): void {
    this.drop(access.secretId);
    const [oldest] = this.entries.keys();
    if (this.entries.size >= MOST_ENTRIES && oldest !== undefined) this.drop(oldest);
    this.entries.set(access.secretId, { access, hash, readAt });
    this.secretByHash.set(hash, access.secretId);
  }

  private drop(secretId: string): void {
    const entry = this.entries.get(secretId);
    if (!entry) return;
    this.entries.delete(secretId);
    this.secretByHash.delete(entry.hash);
  }

  private forget(payload: string): void {
    this.heard += 1;
    const [kind = '', id = ''] = payload.split(':');
    const field = ({ key: 'keyId', member: 'memberId', organization: 'organizationId' } as const)[kind];
    for (const { access } of [...this.entries.values()]) if (field && access[field] === id) this.drop(access.secretId);
    const known = new Set([...this.entries.values()].map(({ access }) => access.keyId));
    // A key that is not known any more may be one of those: its reader comes back, if it may.
    this.live?.disconnect(
      ({ actor, origin, organizationId }) =>
        [actor.id, origin.sessionId, organizationId].includes(id) || (actor.kind === 'key' && !known.has(actor.id)),
    );
  }

  private forgetAll(): void {
    this.heard += 1;
    this.entries.clear();
    this.secretByHash.clear();
    this.live?.disconnect(() => true);
  }
}
