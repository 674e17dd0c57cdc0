// What was wrong with a form is read first.
document.querySelector("[data-error-summary]")?.focus();
