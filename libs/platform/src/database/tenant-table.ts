export const APP_ROLE = 'divan_app';

export interface TenantTableOptions {
  /** Also reachable from `Database.system`, for what must be found before the organization is known. */
  system?: boolean;
  /** INSERT and SELECT only, and a trigger that refuses the rest for everyone. */
  appendOnly?: boolean;
}

/**
 * SQL for a migration: makes an existing table with an `organization_id` column a tenant table.
 * Row-level security is forced, so that not even the owner sees past it.
 */
export function tenantTable(name: string, options: TenantTableOptions = {}): string {
  // In a sub-select PostgreSQL evaluates the setting once for a statement, not once for each row.
  const own = 'organization_id = (SELECT current_organization())';
  const using = options.system ? `${own} OR (SELECT current_setting('app.system', true) = 'on')` : own;
  return [
    `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`,
    `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;`,
    `CREATE POLICY ${name}_tenant ON ${name} USING (${using}) WITH CHECK (${using});`,
    `REVOKE ALL ON ${name} FROM PUBLIC;`,
    options.appendOnly
      ? `GRANT SELECT, INSERT ON ${name} TO ${APP_ROLE};` + refuseChange(name)
      : `GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${APP_ROLE};`,
  ].join('\n');
}

/** SQL for a migration: a table that belongs to the installation, not to an organization. */
export function globalTable(name: string): string {
  return `REVOKE ALL ON ${name} FROM PUBLIC; GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${APP_ROLE};`;
}

function refuseChange(name: string): string {
  return `
    CREATE TRIGGER ${name}_append_only BEFORE UPDATE OR DELETE ON ${name} FOR EACH ROW EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER ${name}_no_truncate BEFORE TRUNCATE ON ${name} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();`;
}
