import type { Audit } from '@divan/audit';
import { AppError, type RequestContext } from '@divan/platform';
import { keyChangeRefused } from './keys.events';

/** Notes a refused change of a key or of a service member, whose own transaction is rolled back. */
export async function auditingRefusals<T>(
  audit: Audit,
  ctx: RequestContext,
  object: { type: 'api-key' | 'member'; id: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && [403, 409].includes(error.status))
      await audit.refuse(ctx, keyChangeRefused, { object, detail: { code: error.code } });
    throw error;
  }
}
