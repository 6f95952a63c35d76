//! All of Latchkey in one process on one machine: the routers of all functions behind
//! the gateway's rules, the engine, mail, schedules, a test clock, an issuer, and the
//! site on the same origin. Nothing of it is compiled into a function.

pub mod audit;
pub mod bounces;
pub mod catalogue;
pub mod clock;
pub mod clock_page;
pub mod control;
pub mod data_dir;
pub mod demo;
pub mod drafts;
pub mod durable;
pub mod engine;
pub mod gateway;
pub mod issuer;
pub mod keys;
pub mod mail;
pub mod mailbox;
pub mod page;
pub mod schedules;
pub mod search;
pub mod serve;
pub mod services;
pub mod stack;
pub mod timers;
