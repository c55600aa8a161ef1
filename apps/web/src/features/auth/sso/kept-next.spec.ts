import { describe, expect, it } from 'vitest';
import { forgetTab, keepNext, takeNext } from './kept-next';

describe('where somebody wanted to go before they left for their provider', () => {
  it('outlives the moment in which nobody is signed in, unlike what was written in this tab', () => {
    sessionStorage.setItem('draft', 'not for the next member');
    keepNext('/publish');
    forgetTab();
    expect(sessionStorage.getItem('draft')).toBeNull();
    expect(takeNext()).toBe('/publish');
    expect(takeNext()).toBe('/');
  });

  it('is never elsewhere', () => {
    keepNext('//attacker.example');
    expect(takeNext()).toBe('/');
  });
});
