"use strict";
(() => {
  const counted = (shown, all) => `${shown} of ${all} findings shown`;
  for (const form of document.querySelectorAll("form.filters")) {
    const chapter = form.closest(".chapter");
    const findings = [...chapter.querySelectorAll(".finding")];
    const apply = () => {
      const severities = [...form.querySelectorAll("input:checked")].map((box) => box.value);
      const block = form.querySelector("select[data-filter=block]").value;
      const party = form.querySelector("select[data-filter=party]").value;
      let shown = 0;
      for (const finding of findings) {
        const { severity, block: own, party: risk } = finding.dataset;
        const fits = severities.includes(severity) && (!block || own === block)
          && (!party || risk === party || risk === "both");
        finding.hidden = !fits;
        shown += fits;
      }
      for (const group of chapter.querySelectorAll(".findings")) {
        group.hidden = !group.querySelector(".finding:not([hidden])");
      }
      form.querySelector("[role=status]").textContent = counted(shown, findings.length);
    };
    form.hidden = false;
    form.addEventListener("change", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }
  const folded = [];
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; folded.push(one); }
  });
  addEventListener("afterprint", () => { for (const one of folded.splice(0)) one.open = false; });
})();
