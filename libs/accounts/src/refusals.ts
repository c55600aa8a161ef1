import type { Audit, AuditKind } from '@divan/audit';
import { AppError, type RequestContext } from '@divan/platform';

/** Runs a change, and where it is refused by a rule puts that on record in a transaction of its own. */
export async function recordRefusal<T>(
  audit: Audit,
  ctx: RequestContext,
  kind: AuditKind<{ code: string }>,
  object: { type: string; id: string },
  change: () => Promise<T>,
): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof AppError && [403, 409].includes(error.status))
      await audit.refuse(ctx, kind, { object, detail: { code: error.code } });
    throw error;
  }
}
