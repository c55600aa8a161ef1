import { afterEach, vi } from 'vitest';
import { cleanup } from '@testing-library/react';

// What Mantine and the virtualizer ask a browser for, and jsdom does not have.
Object.defineProperty(window, 'matchMedia', {
  value: (query: string) => ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
    addListener: vi.fn(),
    removeListener: vi.fn(),
    dispatchEvent: vi.fn(),
  }),
});

class NoResizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
window.ResizeObserver = NoResizes;
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
Element.prototype.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
Object.defineProperty(Element.prototype, 'clientHeight', { value: 800 });
Object.defineProperty(Element.prototype, 'clientWidth', { value: 400 });
Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { value: 800 });
Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { value: 400 });

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
});
