// The picture that is followed travels: from a list, a lookbook or an outfit to the page of what it shows, and back. Of
// all pictures only that one may have the name of the large one (a name must be unique in a page), and which one it is
// is known when the page is left. Without this, and where browsers do not know it, pages fade into each other.
{
  const picture = (href) => {
    const to = href && new URL(href);
    const link = to && [to.pathname + to.search, to.pathname]
      .map((path) => document.querySelector(`:is(.card, .spread) a[href="${CSS.escape(path)}"]`))
      .find((it) => it);
    return link?.closest(".card, .spread").querySelector("svg, img");
  };
  const travel = ({ viewTransition }, href) => {
    const small = viewTransition && picture(href);
    if (!small) return;
    const large = document.getElementById("hero");
    large?.style.setProperty("view-transition-name", "none");
    small.style.setProperty("view-transition-name", "hero");
    const settle = () => [small, large].forEach((it) => it?.style.removeProperty("view-transition-name"));
    viewTransition.finished.then(settle, settle);
  };
  // It travels to the first frame of its page, which therefore waits until the picture is there. A page that says that
  // there is no such garment has none, and no address of its own either.
  if (/\/(garments|outfits)\/./.test(location.pathname) && document.querySelector("link[rel=canonical]")) {
    const awaited = Object.assign(document.createElement("link"), { rel: "expect", href: "#hero" });
    awaited.setAttribute("blocking", "render");
    document.head.append(awaited);
  }
  addEventListener("pageswap", (event) => travel(event, event.activation?.entry?.url));
  addEventListener("pagereveal", (event) => travel(event, window.navigation?.activation?.from?.url));
}
