import { Injectable, Logger } from '@nestjs/common';
import { Config, SecretBox, type Tx } from '@divan/platform';
import { generateNoteKey, noteSigner, noteVerifier, type NoteSigner } from '@divan/transparency-log';
import { KeyRepository, type StoredKey } from './key.repository';
import { ledgerConfig } from './ledger.config';

const PURPOSE = 'ledger.signing-key';

/** A key that can sign. */
export interface OpenKey {
  origin: string;
  keyId: string;
  vkey: string;
  signer: NoteSigner;
}

/** Signing keys: the first made when first needed, the later ones by a person; sealed in the database. */
@Injectable()
export class LedgerKeys {
  private readonly logger = new Logger(LedgerKeys.name);

  constructor(
    private readonly repository: KeyRepository,
    private readonly secretBox: SecretBox,
    private readonly config: Config,
  ) {}

  /** Only under the integration lock, or two first keys could be made. */
  async signer(tx: Tx): Promise<OpenKey> {
    const key = (await this.repository.current(tx)) ?? (await this.first(tx));
    return { origin: key.origin, keyId: key.keyId, vkey: key.verifierKey, signer: this.open(key) };
  }

  /** The signer of an earlier key; null when it cannot be opened any more, for that may be why there is a new one. */
  async retired(tx: Tx, keyId: string): Promise<NoteSigner | null> {
    const key = await this.repository.byId(tx, keyId);
    try {
      return key && this.open(key);
    } catch (error) {
      this.logger.warn({ err: error, keyId }, 'The earlier signing key cannot be opened, so it does not sign over.');
      return null;
    }
  }

  /** Makes a key. It signs once the leaf `entryId` is in the tree; the first key at once. */
  async make(tx: Tx, origin: string, entryId: string | null): Promise<{ keyId: string; vkey: string }> {
    const { skey, vkey } = generateNoteKey(origin);
    const keyId = Buffer.from(noteVerifier(vkey).keyId).toString('hex');
    const sealedSignerKey = this.secretBox.seal(skey, PURPOSE);
    await this.repository.save(tx, { origin, keyId, verifierKey: vkey, sealedSignerKey, entryId });
    return { keyId, vkey };
  }

  private async first(tx: Tx): Promise<StoredKey> {
    await this.make(tx, `${this.config.get(ledgerConfig).LEDGER_ORIGIN_HOST}/${tx.organizationId}`, null);
    return (await this.repository.current(tx))!;
  }

  private open({ sealedSignerKey }: StoredKey): NoteSigner {
    return noteSigner(this.secretBox.open(sealedSignerKey, PURPOSE).toString('utf8'));
  }
}
