import { ALL_PERMISSIONS, isPermission, PERMISSIONS } from '../permissions';
import { ADMINISTRATOR, BUILT_IN_ROLES, permissionsOf, ROLE_IDS } from './roles';

describe('roles', () => {
  it('are the eight that every organization has', () => {
    expect(ROLE_IDS).toEqual([
      'administrator',
      'publisher',
      'approver',
      'agent',
      'analyst',
      'records-officer',
      'auditor',
      'read-only',
    ]);
  });

  it('give the administrator everything and nobody else the management of members', () => {
    expect([...permissionsOf([ADMINISTRATOR])]).toEqual(ALL_PERMISSIONS);
    const managers = BUILT_IN_ROLES.filter((role) => role.permissions.includes('members:manage'));
    expect(managers.map((role) => role.id)).toEqual([ADMINISTRATOR]);
  });

  it('keep writing and approving apart', () => {
    expect(permissionsOf(['publisher']).has('approvals:decide')).toBe(false);
    expect(permissionsOf(['approver']).has('posts:write')).toBe(false);
  });

  it('let the read-only role change nothing', () => {
    for (const permission of permissionsOf(['read-only'])) expect(permission).toMatch(/:read$/);
  });

  it('add up, and unknown ones give nothing', () => {
    expect(permissionsOf(['agent', 'approver']).has('inbox:reply')).toBe(true);
    expect(permissionsOf(['constructor', 'emperor']).size).toBe(0);
  });

  it('name only permissions that have a description', () => {
    for (const permission of ALL_PERMISSIONS) expect(PERMISSIONS[permission].length).toBeGreaterThan(10);
    expect(isPermission('toString')).toBe(false);
  });
});
