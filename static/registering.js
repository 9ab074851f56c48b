// Comfort on an order's page: the time left ticks, news is fetched without being asked for.
"use strict";

const timer = document.querySelector("[role=timer][data-seconds]");
if (timer) {
  // Counted from now: the clock of this machine may be wrong.
  const until = Date.now() + Number(timer.dataset.seconds) * 1000;
  const text = timer.querySelector("strong");
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    const minutes = Math.floor(left / 60);
    text.textContent = minutes < 120
      ? minutes + " min " + String(left % 60).padStart(2, "0") + " s"
      : Math.floor(minutes / 60) + " h " + String(minutes % 60).padStart(2, "0") + " min";
    if (left > 0) return;
    clearInterval(ticking);
    setTimeout(() => location.reload(), 1500);
  };
  const ticking = setInterval(tick, 1000);
  tick();
}

const atOnce = document.querySelector("[data-send-at-once] form");
if (atOnce) atOnce.requestSubmit();

const reloading = document.querySelector("[data-reload-after]");
if (reloading) setTimeout(() => location.reload(), Number(reloading.dataset.reloadAfter) * 1000);
