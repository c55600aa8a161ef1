import assert from 'node:assert/strict';

export const DOMAIN = 'rivertown-staff.example';

/** A provider is entered, tested, proved to speak for the town's domain by its DNS, and offered. */
export async function providerSetUp(person, { county, dns }) {
  const { page, t } = person;
  const field = (key) => page.getByRole('textbox', { name: t(key), exact: true });
  const shown = (key) =>
    page
      .getByRole('group', { name: t(key), exact: true })
      .locator('code')
      .innerText();
  await person.signIn();
  await person.openSettings('identityProviders');
  await person.button('sso:add.open').first().click();
  await page
    .getByRole('menuitem')
    .filter({ hasText: t('sso:kinds.oidc') })
    .click();
  await person.dialog('sso:add.oidc').waitFor();
  await field('sso:form.name').fill('County sign-in');
  await field('sso:form.issuer').fill(county.issuer);
  await field('sso:form.clientId').fill('divan');
  await person.examine('add a provider');
  await person.button('sso:add.action').click();

  await person.heading('sso:addresses.title').waitFor();
  county.register({
    client_id: 'divan',
    redirect_uris: [await shown('sso:addresses.redirect')],
    jwks_uri: await shown('sso:addresses.jwks'),
    token_endpoint_auth_method: 'private_key_jwt',
  });
  await person.button('sso:connection.test').click();
  await page.getByText(t('sso:connection.testOk')).waitFor();

  await field('sso:domains.add').fill(DOMAIN);
  await person.button('sso:domains.addAction').click();
  const verify = person.button('sso:named', { action: t('sso:domains.verify'), name: DOMAIN });
  await verify.click();
  // Until the record is there, nobody is believed.
  await page.getByText(t('problems:federation.domain_record_missing')).waitFor();
  await person.examine('an unproven domain');
  dns.publish(await shown('sso:domains.recordName'), await shown('sso:domains.recordValue'));
  await verify.click();
  await page.getByText(t('sso:domains.verified'), { exact: true }).waitFor();

  await page.getByRole('switch', { name: t('sso:access.jit') }).check();
  await page.getByLabel(t('sso:access.defaultRoles'), { exact: true }).first().click();
  await page.getByRole('option', { name: t('common:roles.publisher'), exact: true }).click();
  await page.keyboard.press('Escape');
  await person.button('common:actions.save').click();
  await page.getByText(t('sso:saved')).first().waitFor();
  const offered = (checked) => page.getByRole('switch', { name: t('sso:connection.enabled'), checked });
  await offered(false).click();
  await offered(true).waitFor();
  await person.examine('a provider in use');
}

/** A member of the staff whom Divan has never seen: known by the county, and taken to where they wanted to go. */
export async function signedInAtProvider(person, { county, people }) {
  const { page, t, language, installation } = person;
  const { name, email } = people[language];
  county.people.set(email, name);
  await page.goto(`${installation.web}/publish`);
  await person.speak();
  await person.button('auth:signIn.sso').click();
  await page.getByLabel(t('auth:signIn.email')).fill(email);
  await person.button('auth:signIn.submit').click();
  await page.getByRole('heading', { name: county.heading }).waitFor();
  await page.getByLabel('Address').fill(email);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await person.inside();
  assert.equal(new URL(page.url()).pathname, '/publish', 'where they wanted to go');
  person.member = { name };
  await person.choose('common:nav.profile');
  await page.getByText(email, { exact: true }).waitFor();
  await page.getByText(t('common:roles.publisher'), { exact: true }).waitFor();
  await person.examine('profile of somebody from the provider');
  await person.openSecurity();
  await page.getByText(t('own-security:sessions.methods.oidc')).first().waitFor();
}
