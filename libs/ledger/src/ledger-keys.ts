import { Injectable } from '@nestjs/common';
import { Config, SecretBox, type Tx } from '@divan/platform';
import { generateNoteKey, noteSigner, noteVerifier, type NoteSigner } from '@divan/transparency-log';
import { ledgerConfig } from './ledger.config';
import { LedgerRepository, type StoredKey } from './ledger.repository';

const PURPOSE = 'ledger.signing-key';

/** Signing keys: one per organization, made when first needed, sealed in the database. */
@Injectable()
export class LedgerKeys {
  constructor(
    private readonly repository: LedgerRepository,
    private readonly secretBox: SecretBox,
    private readonly config: Config,
  ) {}

  /** Only under the integration lock, or two first keys could be made. */
  async signer(tx: Tx): Promise<{ origin: string; keyId: string; signer: NoteSigner }> {
    const { origin, keyId, sealedSignerKey } = (await this.repository.currentKey(tx)) ?? (await this.create(tx));
    return { origin, keyId, signer: noteSigner(this.secretBox.open(sealedSignerKey, PURPOSE).toString('utf8')) };
  }

  private async create(tx: Tx): Promise<StoredKey> {
    const origin = `${this.config.get(ledgerConfig).LEDGER_ORIGIN_HOST}/${tx.organizationId}`;
    const { skey, vkey } = generateNoteKey(origin);
    const keyId = Buffer.from(noteVerifier(vkey).keyId).toString('hex');
    const key = { origin, keyId, verifierKey: vkey, sealedSignerKey: this.secretBox.seal(skey, PURPOSE) };
    await this.repository.saveKey(tx, key);
    return key;
  }
}
