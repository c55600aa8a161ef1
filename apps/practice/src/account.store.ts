import type { Writer } from './database';
import { invalid } from './errors';
import { hashPassword } from './passwords';
import type { Practice } from './practice';

interface Registration {
  username: string;
  displayName: string;
  password: string;
  language: string;
}

export async function createAccount(practice: Practice, registration: Registration): Promise<string> {
  if (!/^[a-z0-9_]{1,30}$/i.test(registration.username)) {
    throw invalid('Username must contain only letters, numbers and underscores');
  }
  if (registration.password.length < 8) throw invalid('Password is too short (minimum is 8 characters)');
  const passwordHash = await hashPassword(registration.password);
  return practice.database.write(async (tx) => {
    const id = practice.ids.next();
    const added = await insertAccount(tx, {
      id,
      username: registration.username,
      displayName: registration.displayName,
      note: '',
      language: registration.language,
      role: 'registered',
      passwordHash,
      createdAt: new Date(),
    });
    if (!added) throw invalid('Username has already been taken');
    return id;
  });
}

export interface NewAccount {
  id: string;
  username: string;
  displayName: string;
  note: string;
  language: string;
  role: 'city' | 'citizen' | 'registered';
  passwordHash: string;
  createdAt: Date;
}

export async function insertAccount(tx: Writer, account: NewAccount): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO accounts (id, username, display_name, note, language, role, password_hash, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
    [
      account.id,
      account.username,
      account.displayName,
      account.note,
      account.language,
      account.role,
      account.passwordHash,
      account.createdAt,
    ],
  );
  return rows.length === 1;
}
