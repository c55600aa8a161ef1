import type { RoleMapping } from './identity-provider';

/**
 * A member's roles after the directory has spoken: a role that some group stands for is given and taken by the groups,
 * every other is left as people gave it.
 */
export function mappedRoles(
  held: readonly string[],
  mapping: readonly RoleMapping[],
  groups: readonly string[],
): string[] {
  const managed = new Set(mapping.map(({ roleId }) => roleId));
  const granted = mapping.filter(({ group }) => groups.includes(group)).map(({ roleId }) => roleId);
  return [...new Set([...held.filter((role) => !managed.has(role)), ...granted])].sort();
}

export function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  const set = new Set(some);
  return set.size === new Set(others).size && others.every((one) => set.has(one));
}
