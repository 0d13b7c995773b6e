// What the browser tests share with the page's benchmark.
export * from '../../tools/browser/live_session.mjs';
