// A live page asks for its colours when it begins: it begins anew when they change.
new MutationObserver(() => {
  for (const frame of document.querySelectorAll("iframe")) frame.src = frame.src;
}).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
