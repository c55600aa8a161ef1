import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';

export type MailState = 'queued' | 'sent' | 'failed' | 'not_configured';

export interface StoredMail {
  id: string;
  recipient: string;
  subject: string;
  /** Null once it is decided: what was mailed may hold a one-time link. */
  sealedText: string | null;
  state: MailState;
}

/** Mail on its way. */
@Injectable()
export class MailRepository {
  async insertMany(tx: Tx, mails: readonly Omit<StoredMail, 'state'>[]): Promise<void> {
    await tx.execute(
      `INSERT INTO mails (organization_id, id, recipient, subject, sealed_text)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[])`,
      [
        tx.organizationId,
        mails.map((mail) => mail.id),
        mails.map((mail) => mail.recipient),
        mails.map((mail) => mail.subject),
        mails.map((mail) => mail.sealedText),
      ],
    );
  }

  async find(tx: Tx, id: string): Promise<StoredMail | null> {
    const [mail] = await tx.query<StoredMail>(
      `SELECT id, recipient, subject, sealed_text AS "sealedText", state FROM mails WHERE organization_id = $1 AND id = $2`,
      [tx.organizationId, id],
    );
    return mail ?? null;
  }

  /** What will not be tried again keeps no text. */
  async decide(tx: Tx, id: string, state: Exclude<MailState, 'queued'>, error: string | null): Promise<void> {
    await tx.execute(
      `UPDATE mails SET state = $3, error = $4, sealed_text = NULL, decided_at = now() WHERE organization_id = $1 AND id = $2`,
      [tx.organizationId, id, state, error],
    );
  }

  async noteError(tx: Tx, id: string, error: string): Promise<void> {
    await tx.execute('UPDATE mails SET error = $3 WHERE organization_id = $1 AND id = $2', [
      tx.organizationId,
      id,
      error,
    ]);
  }

  /** Across organizations; only inside `Database.system`. */
  async forgetOld(tx: Tx): Promise<void> {
    await tx.execute(
      `DELETE FROM mails WHERE (organization_id, id) IN
         (SELECT organization_id, id FROM mails WHERE created_at < now() - interval '30 days' ORDER BY created_at LIMIT 10000)`,
    );
  }
}
