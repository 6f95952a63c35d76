//! The site: pages in the browser over the operations of `api`.
//!
//! `session` knows who is signed in, `client` calls operations, `router` says where the
//! browser is, `routes` has the table of pages with who may open them, `parts` fetches them,
//! `pages` has one file per page, `components` has what pages share.

mod app;
mod browser;
mod client;
mod components;
mod csv;
mod format;
mod licence_file;
mod load;
mod mail_link;
mod pages;
mod parts;
mod router;
mod routes;
mod session;

fn main() {
    // Only a browser shows pages: for another machine, on which the site is linted and tested,
    // none of them is compiled to the end.
    if cfg!(not(target_family = "wasm")) {
        return;
    }
    browser::mend_link();
    leptos::mount::mount_to_body(app::app);
    // The shell in index.html stands in until here.
    if let Some(shell) = leptos::prelude::document().get_element_by_id("shell") {
        shell.remove();
    }
}
