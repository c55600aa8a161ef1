import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';

const rights = {
  serviceMemberId: z.string(),
  scopes: z.array(z.string()),
  channelIds: z.array(z.string()).nullable(),
  allowedNetworks: z.array(z.string()).nullable(),
  expiresAt: z.string(),
};

export const keyCreatedAudit = auditKind('auth.key-created', 1, z.object({ ...rights, prefix: z.string() }));
export const keyRotatedAudit = auditKind(
  'auth.key-rotated',
  1,
  z.object({ prefix: z.string(), overlapHours: z.number().int(), expiresAt: z.string() }),
);
export const keyEndedAudit = auditKind('auth.key-ended', 1, z.object({ serviceMemberId: z.string() }));
export const keyChangeRefused = auditKind('auth.key-change-refused', 1, z.object({ code: z.string() }));

/** A key that is genuine and was turned away, whatever it asked for. At most one a minute for each reason; it counts the others. */
export const KEY_REFUSALS = [
  'ended',
  'expired',
  'rotated',
  'member-disabled',
  'organization-suspended',
  'network',
  'person-required',
  'channel-bound',
] as const;
export type KeyRefusal = (typeof KEY_REFUSALS)[number];
export const keyRefusedAudit = auditKind(
  'auth.key-refused',
  2,
  z.object({ reason: z.enum(KEY_REFUSALS), route: z.string(), repetitions: z.number().int() }),
);

export const tokenIssuedAudit = auditKind(
  'auth.token-issued',
  1,
  z.object({ tokenId: z.string(), scopes: z.array(z.string()), expiresAt: z.string() }),
);

/** A key is about to be bound to channels. Whoever knows channels throws when one is not there. */
export const keyBoundToChannels = defineEvent(
  'auth.key-bound-to-channels',
  1,
  z.object({ keyId: z.string(), channelIds: z.array(z.string()) }),
);
