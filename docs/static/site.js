// What furo leaves out for screen readers and the keyboard: names, levels, and a way into what scrolls.
addEventListener("DOMContentLoaded", () => {
  document.querySelector(".sidebar-drawer").ariaLabel = "All pages";
  document.querySelector(".toc-drawer").ariaLabel = "This page";
  for (const caption of document.querySelectorAll(".caption[role=heading]")) caption.ariaLevel = "2";
  const reach = () => {
    for (const box of document.querySelectorAll("pre, .table-wrapper, .shown")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  reach();
  addEventListener("resize", reach);
});
