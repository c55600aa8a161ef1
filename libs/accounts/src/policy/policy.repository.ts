import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** What an organization asks of its members' sign-ins and sessions. */
export interface SecurityPolicy {
  /** Roles whose holders must sign in with a passkey or with SSO (FedRAMP IA-2(1): a TOTP can be phished). */
  phishingResistantRoles: string[];
  /** Minutes without use after which a session ends, 5 to 30. */
  idleMinutes: number;
  /** False: only SSO opens sessions, and the break-glass member's password. */
  passwordSignIn: boolean;
  breakGlassMemberId: string | null;
  /** What members must take note of after each sign-in, before anything else (NIST SP 800-53 AC-8). */
  signInNotice: string | null;
  /** Days without use after which a member is disabled, 30 to 90. */
  inactivityDays: number;
  /** Whether sessions of other organizations may go on here without signing in again. */
  allowSwitching: boolean;
  version: number;
}

export const DEFAULT_POLICY: SecurityPolicy = {
  phishingResistantRoles: [],
  idleMinutes: 30,
  passwordSignIn: true,
  breakGlassMemberId: null,
  signInNotice: null,
  inactivityDays: 90,
  allowSwitching: true,
  version: 1,
};

const COLUMNS = `phishing_resistant_roles AS "phishingResistantRoles", idle_minutes AS "idleMinutes",
  password_sign_in AS "passwordSignIn", break_glass_member_id AS "breakGlassMemberId", sign_in_notice AS "signInNotice",
  inactivity_days AS "inactivityDays", allow_switching AS "allowSwitching", version`;

@Injectable()
export class PolicyRepository {
  /** Names its organization, so that it is also right within `Database.system`. */
  async find(tx: Tx, organizationId: string): Promise<SecurityPolicy> {
    const sql = `SELECT ${COLUMNS} FROM security_policies WHERE organization_id = $1`;
    const [row] = await tx.query<SecurityPolicy>(sql, [organizationId]);
    return row ?? DEFAULT_POLICY;
  }

  /** @returns false when somebody else was faster */
  async save(tx: Tx, policy: SecurityPolicy): Promise<boolean> {
    const count = await tx.execute(
      `INSERT INTO security_policies AS p (organization_id, phishing_resistant_roles, idle_minutes, password_sign_in,
         break_glass_member_id, sign_in_notice, inactivity_days, allow_switching, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9 + 1)
       ON CONFLICT ON CONSTRAINT security_policies_pk DO UPDATE
          SET phishing_resistant_roles = excluded.phishing_resistant_roles, idle_minutes = excluded.idle_minutes,
              password_sign_in = excluded.password_sign_in, break_glass_member_id = excluded.break_glass_member_id,
              sign_in_notice = excluded.sign_in_notice, inactivity_days = excluded.inactivity_days,
              allow_switching = excluded.allow_switching, version = excluded.version
        WHERE p.version = $9`,
      [
        tx.organizationId,
        policy.phishingResistantRoles,
        policy.idleMinutes,
        policy.passwordSignIn,
        policy.breakGlassMemberId,
        policy.signInNotice,
        policy.inactivityDays,
        policy.allowSwitching,
        policy.version,
      ],
    );
    return count > 0;
  }
}
