import { useRoles } from '../api/queries';
import { useRoleName } from './role-name';

/** The names of roles by their ids, also of those that the organization made for itself. */
export function useRoleNames(): (id: string) => string {
  const roles = useRoles().data?.items ?? [];
  const roleName = useRoleName();
  return (id) => roleName(id, roles.find((role) => role.id === id)?.name);
}
