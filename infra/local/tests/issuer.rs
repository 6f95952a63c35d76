//! The issuer: what a code is good for, and for whom.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod browser;

use axum::http::{StatusCode, header};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use browser::{Answer, Browser, CHALLENGE, ORIGIN, VERIFIER, authorize_path};
use chrono::TimeDelta;
use serde_json::Value;

async fn sign_in(browser: &Browser, subject: &str) -> Answer {
    let answer = browser.post(&authorize_path(&[]), &[("subject", subject)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer
}

async fn redeem(browser: &Browser, code: &str, verifier: &str, redirect_uri: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("client_id", "latchkey-site"),
        ("code_verifier", verifier),
    ];
    browser.post("/issuer/token", &form).await
}

fn claims(token: &str) -> (Value, Value) {
    let mut parts = token
        .split('.')
        .map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap());
    let mut json = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
    (json(), json())
}

#[tokio::test]
async fn the_flow_ends_in_an_access_token_for_the_chosen_user() {
    let browser = Browser::open();
    let page = browser.get(&authorize_path(&[("state", "s1")])).await;
    assert_eq!(page.status, StatusCode::OK);
    for shown in [
        "Finn Carter",
        "Fenwick Telecom",
        "licence-user",
        "Sign in as somebody new",
    ] {
        assert!(page.body.contains(shown), "{shown}");
    }
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );

    let path = authorize_path(&[("state", "s 1&x"), ("nonce", "n1")]);
    let answer = browser.post(&path, &[("subject", "finn")]).await;
    assert!(
        answer.location().starts_with(&format!("{ORIGIN}/signed-in?code=")),
        "{}",
        answer.location()
    );
    assert_eq!(answer.parameter("state").as_deref(), Some("s 1&x"));
    let tokens = redeem(
        &browser,
        &answer.parameter("code").unwrap(),
        VERIFIER,
        &format!("{ORIGIN}/signed-in"),
    )
    .await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.body);
    assert_eq!(tokens.header(header::CACHE_CONTROL), "no-store");
    let tokens = tokens.json();
    let (head, access) = claims(tokens["access_token"].as_str().unwrap());
    assert_eq!((&head["alg"], &head["typ"]), (&"EdDSA".into(), &"at+jwt".into()));
    assert_eq!(
        (&access["iss"], &access["sub"]),
        (&browser.issuer.identifier().into(), &"finn".into())
    );
    assert_eq!(
        (&access["aud"], &access["client_id"]),
        (&"latchkey-site".into(), &"latchkey-site".into())
    );
    assert_eq!(access["exp"].as_i64().unwrap() - access["iat"].as_i64().unwrap(), 3600);
    let (id_head, id) = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(id_head["typ"], "JWT", "what tells it from an access token");
    assert_eq!((&id["nonce"], &id["name"]), (&"n1".into(), &"Finn Carter".into()));
    assert_eq!(
        browser.get("/issuer/jwks.json").await.json()["keys"][0]["kid"],
        head["kid"]
    );
}

#[tokio::test]
async fn a_code_is_good_once_for_its_verifier_and_address() {
    let here = format!("{ORIGIN}/signed-in");
    let other_verifier = "B".repeat(43);
    let short = "dBjftJeZ4CVP";
    for (why, verifier, redirect_uri) in [
        ("another verifier", other_verifier.as_str(), here.as_str()),
        ("no verifier", "", here.as_str()),
        ("the challenge as verifier", CHALLENGE, here.as_str()),
        ("too short a verifier", short, here.as_str()),
        ("another address", VERIFIER, "http://127.0.0.1:8080/elsewhere"),
    ] {
        let browser = Browser::open();
        let code = sign_in(&browser, "finn").await.parameter("code").unwrap();
        let refused = redeem(&browser, &code, verifier, redirect_uri).await;
        assert_eq!(
            (refused.status, &refused.json()["error"]),
            (StatusCode::BAD_REQUEST, &"invalid_grant".into()),
            "{why}"
        );
        let spent = redeem(&browser, &code, VERIFIER, &here).await;
        assert_eq!(spent.json()["error"], "invalid_grant", "{why}: the code is spent");
    }

    let browser = Browser::open();
    let code = sign_in(&browser, "finn").await.parameter("code").unwrap();
    assert_eq!(redeem(&browser, &code, VERIFIER, &here).await.status, StatusCode::OK);
    assert_eq!(
        redeem(&browser, &code, VERIFIER, &here).await.json()["error"],
        "invalid_grant",
        "used before"
    );
}

#[tokio::test]
async fn a_code_lasts_a_minute() {
    let here = format!("{ORIGIN}/signed-in");
    for (seconds, status) in [(60, StatusCode::OK), (61, StatusCode::BAD_REQUEST)] {
        let browser = Browser::open();
        let code = sign_in(&browser, "finn").await.parameter("code").unwrap();
        browser.clock.forward(TimeDelta::seconds(seconds));
        assert_eq!(
            redeem(&browser, &code, VERIFIER, &here).await.status,
            status,
            "after {seconds} s"
        );
    }
}

#[tokio::test]
async fn nothing_is_sent_to_a_foreign_address_or_client() {
    let browser = Browser::open();
    for (name, value) in [
        ("redirect_uri", "https://evil.example.com/signed-in"),
        ("redirect_uri", "http://127.0.0.1:8080/signed-in/../x"),
        ("redirect_uri", "http://127.0.0.1:8080/signed-in?x"),
        ("redirect_uri", "http://localhost:8080/signed-in"),
        ("redirect_uri", ""),
        ("client_id", "somebody-else"),
    ] {
        let path = authorize_path(&[(name, value)]);
        for answer in [
            browser.get(&path).await,
            browser.post(&path, &[("subject", "finn")]).await,
        ] {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}={value}");
            assert!(!answer.headers.contains_key(header::LOCATION), "{name}={value}");
        }
    }
}

#[tokio::test]
async fn a_request_without_s256_is_refused_at_the_site() {
    let browser = Browser::open();
    for (name, value, error) in [
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "email", "invalid_scope"),
    ] {
        let answer = browser.get(&authorize_path(&[(name, value)])).await;
        assert_eq!(answer.parameter("error").as_deref(), Some(error), "{name}={value}");
        assert!(answer.parameter("code").is_none());
    }
}

#[tokio::test]
async fn the_session_goes_straight_through_until_it_ends() {
    let browser = Browser::open();
    let none = browser.get(&authorize_path(&[("prompt", "none")])).await;
    assert_eq!(none.parameter("error").as_deref(), Some("login_required"));

    let cookie = sign_in(&browser, "finn").await.header(header::SET_COOKIE);
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/issuer"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let straight = browser.get_with(&authorize_path(&[]), &cookie).await;
    assert!(straight.parameter("code").is_some());
    let asked = browser.get_with(&authorize_path(&[("prompt", "login")]), &cookie).await;
    assert_eq!(asked.status, StatusCode::OK, "prompt=login asks again");

    let mut forged = cookie.clone();
    forged.pop();
    assert_eq!(
        browser.get_with(&authorize_path(&[]), &forged).await.status,
        StatusCode::OK,
        "a forged cookie is none"
    );

    // What the issuer signs for others is none of its sessions.
    let (name, _) = cookie.split_once('=').unwrap();
    let code = straight.parameter("code").unwrap();
    let tokens = redeem(&browser, &code, VERIFIER, &format!("{ORIGIN}/signed-in"))
        .await
        .json();
    for token in ["access_token", "id_token"] {
        let cookie = format!("{name}={}", tokens[token].as_str().unwrap());
        let asked = browser.get_with(&authorize_path(&[]), &cookie).await;
        assert_eq!(asked.status, StatusCode::OK, "{token} is no session");
    }

    let ended = browser
        .get_with(
            "/issuer/end-session?post_logout_redirect_uri=https%3A%2F%2Fevil.example.com%2F",
            &cookie,
        )
        .await;
    assert_eq!(ended.location(), format!("{ORIGIN}/"), "only back to the site");
    assert!(ended.header(header::SET_COOKIE).contains("Max-Age=0"));
}

#[tokio::test]
async fn nothing_that_the_issuer_shows_is_kept_by_the_browser() {
    let browser = Browser::open();
    // Going back to a page that was kept would ask again who is signed in already.
    assert_eq!(
        browser.get(&authorize_path(&[])).await.header(header::CACHE_CONTROL),
        "no-store"
    );
    let metadata = browser.get("/issuer/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
}

#[tokio::test]
async fn somebody_new_gets_a_subject_of_their_own() {
    let browser = Browser::open();
    let subject_of = async |name: &str| {
        let answer = browser.post(&authorize_path(&[]), &[("name", name)]).await;
        let tokens = redeem(
            &browser,
            &answer.parameter("code").unwrap(),
            VERIFIER,
            &format!("{ORIGIN}/signed-in"),
        )
        .await;
        claims(tokens.json()["access_token"].as_str().unwrap()).1["sub"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = subject_of("Ines <Moreau>").await;
    assert!(first.starts_with("newcomer-"), "{first}");
    assert_eq!(
        subject_of("ines <moreau>").await,
        first,
        "the same name is the same person"
    );
    assert_ne!(subject_of("Jo").await, first);
    let page = browser.get(&authorize_path(&[])).await.body;
    assert!(
        page.contains("Ines &#60;Moreau&#62;") && !page.contains("<Moreau>"),
        "escaped"
    );
    for bad in ["", "  ", "a\u{202e}b"] {
        let answer = browser.post(&authorize_path(&[]), &[("name", bad)]).await;
        assert_eq!(answer.status, StatusCode::OK, "asked again");
        assert!(answer.body.contains("Enter a name"), "{bad:?}");
    }
    assert!(
        browser
            .post(&authorize_path(&[]), &[("subject", "nobody")])
            .await
            .body
            .contains("Choose one")
    );
}
