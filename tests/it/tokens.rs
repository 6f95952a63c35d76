//! Access tokens: who is let in, and every way of not being.

use api::{ProblemCode, operations::*};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use local::issuer::{CLIENT_ID, IssuerKey};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Desk, real_now};

fn claims(desk: &Desk) -> Value {
    let now = real_now();
    json!({ "iss": desk.issuer.identifier, "sub": "dora", "aud": CLIENT_ID, "iat": now, "exp": now + 600 })
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", encode(header), encode(claims))
}

async fn session(desk: &Desk, token: &str) -> StatusCode {
    desk.send(Method::GET, "/api/session", Some(token), Value::Null, None)
        .await
        .status
}

#[tokio::test]
async fn a_good_token_is_let_in() {
    let desk = Desk::start().await;
    let now = real_now();
    for good in [
        claims(&desk),
        with(claims(&desk), "aud", json!(["other", CLIENT_ID])),
        with(claims(&desk), "nbf", json!(now)),
        with(claims(&desk), "token_use", json!("access")),
        // The issuer's clock may be half a minute off.
        with(claims(&desk), "exp", json!(now - 20)),
    ] {
        assert_eq!(session(&desk, &desk.token(&good)).await, StatusCode::OK, "{good}");
    }
    // Cognito's access tokens have no audience and name the client; a claim says what they are.
    let cognito = with(without(claims(&desk), "aud"), "client_id", json!(CLIENT_ID));
    let cognito = with(cognito, "token_use", json!("access"));
    let token = desk.issuer.sign("JWT", &cognito).unwrap();
    assert_eq!(session(&desk, &token).await, StatusCode::OK);
    // Sign-in is measured by the real time, whatever the desk's clock says.
    desk.forward(chrono::TimeDelta::days(1000));
    assert_eq!(session(&desk, &desk.token(&claims(&desk))).await, StatusCode::OK);
}

#[tokio::test]
async fn every_other_token_is_refused_and_changes_nothing() {
    let desk = Desk::start().await;
    let now = real_now();
    let good = desk.token(&claims(&desk));
    let set = desk.issuer.key_set();
    let (key_id, x) = (
        set["keys"][0]["kid"].as_str().unwrap(),
        set["keys"][0]["x"].as_str().unwrap(),
    );
    let mut tokens = vec![
        ("expired", desk.token(&with(claims(&desk), "exp", json!(now - 31)))),
        (
            "not yet valid",
            desk.token(&with(claims(&desk), "nbf", json!(now + 120))),
        ),
        ("without an end", desk.token(&without(claims(&desk), "exp"))),
        (
            "of another issuer",
            desk.token(&with(claims(&desk), "iss", json!("https://evil.example.com"))),
        ),
        (
            "of an issuer alike",
            desk.token(&with(
                claims(&desk),
                "iss",
                json!(format!("{}/", desk.issuer.identifier)),
            )),
        ),
        (
            "an ID token of Cognito",
            desk.token(&with(claims(&desk), "token_use", json!("id"))),
        ),
        ("an ID token", desk.issuer.sign("JWT", &claims(&desk)).unwrap()),
        (
            "an ID token that names a nonce",
            desk.issuer
                .sign("JWT", &with(claims(&desk), "nonce", json!("n")))
                .unwrap(),
        ),
        (
            "the issuer's session",
            desk.issuer.sign("session+jwt", &claims(&desk)).unwrap(),
        ),
        (
            "with the type of a licence file",
            desk.issuer.sign("licence+jwt", &claims(&desk)).unwrap(),
        ),
        ("of no issuer", desk.token(&without(claims(&desk), "iss"))),
        (
            "for another audience",
            desk.token(&with(claims(&desk), "aud", json!("other"))),
        ),
        ("for no audience", desk.token(&without(claims(&desk), "aud"))),
        (
            "for another client",
            desk.token(&with(without(claims(&desk), "aud"), "client_id", json!("other"))),
        ),
        // An audience that is there counts, whatever the client.
        (
            "for another audience, our client",
            desk.token(&with(
                with(claims(&desk), "aud", json!("other")),
                "client_id",
                json!(CLIENT_ID),
            )),
        ),
        ("of nobody", desk.token(&without(claims(&desk), "sub"))),
        ("empty", String::new()),
        ("no token", "x".to_owned()),
        ("two dots", "..".to_owned()),
        ("without its signature", good.rsplit_once('.').unwrap().0.to_owned()),
        (
            "with an empty signature",
            format!("{}.", good.rsplit_once('.').unwrap().0),
        ),
        (
            "with another signature",
            format!("{}.{}", good.rsplit_once('.').unwrap().0, "A".repeat(86)),
        ),
        (
            "unsigned",
            unsigned(&json!({ "alg": "none", "typ": "at+jwt" }), &claims(&desk)),
        ),
        (
            "unsigned with a key",
            unsigned(&json!({ "alg": "none", "kid": key_id }), &claims(&desk)),
        ),
        (
            "unsigned, None",
            unsigned(&json!({ "alg": "None", "kid": key_id }), &claims(&desk)),
        ),
    ];
    // The public key, in each form somebody may think of, as a shared secret.
    for (name, secret) in [
        ("HS256 with x", x.as_bytes().to_vec()),
        ("HS256 with the key's bytes", URL_SAFE_NO_PAD.decode(x).unwrap()),
        ("HS256 with the key set", set.to_string().into_bytes()),
    ] {
        let header = Header {
            kid: Some(key_id.to_owned()),
            ..Header::new(Algorithm::HS256)
        };
        let token = jsonwebtoken::encode(&header, &claims(&desk), &EncodingKey::from_secret(&secret)).unwrap();
        tokens.push((name, token));
    }
    // Another issuer's key under its own name, and under ours.
    let file = desk.folder().join("other-issuer.json");
    let other = IssuerKey::open(&file, &desk.issuer.identifier).unwrap();
    let foreign = other.sign("at+jwt", &claims(&desk)).unwrap();
    let (_, rest) = foreign.split_once('.').unwrap();
    tokens.push(("by an unknown key", foreign.clone()));
    tokens.push((
        "by an unknown key under our key's name",
        format!("{}.{rest}", good.split_once('.').unwrap().0),
    ));
    // A header that brings its own key, and one that names none.
    let (_, signed) = good.split_once('.').unwrap();
    for (name, header) in [
        ("without a key's name", json!({ "alg": "EdDSA" })),
        (
            "with its own key",
            json!({ "alg": "EdDSA", "kid": "mine", "jwk": other.key_set()["keys"][0] }),
        ),
        (
            "with a key of elsewhere",
            json!({ "alg": "EdDSA", "kid": "mine", "jku": "https://evil.example.com/jwks" }),
        ),
        (
            "RS256 under our key",
            json!({ "alg": "RS256", "typ": "at+jwt", "kid": key_id }),
        ),
        (
            "ES256 under our key",
            json!({ "alg": "ES256", "typ": "at+jwt", "kid": key_id }),
        ),
    ] {
        tokens.push((name, format!("{}.{signed}", URL_SAFE_NO_PAD.encode(header.to_string()))));
    }
    let table = desk.table().await;
    let customer = json!({ "name": "Riverside Clinic", "address": { "country": "NL" } });
    for (name, token) in &tokens {
        assert_eq!(session(&desk, token).await, StatusCode::UNAUTHORIZED, "{name}");
        let change = desk
            .send(Method::POST, "/api/customers", Some(token), customer.clone(), None)
            .await;
        assert_eq!(change.status, StatusCode::UNAUTHORIZED, "{name}");
        change.refused(ProblemCode::NotSignedIn);
        assert_eq!(
            change.header("www-authenticate"),
            "Bearer error=\"invalid_token\"",
            "{name}"
        );
    }
    assert_eq!(desk.table().await, table);
    // After all of them a good one is still good.
    assert_eq!(session(&desk, &good).await, StatusCode::OK);
}

#[tokio::test]
async fn every_altered_byte_of_a_token_is_refused() {
    let desk = Desk::start().await;
    let good = desk.token(&claims(&desk));
    let parts: Vec<Vec<u8>> = good
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    for part in 0..parts.len() {
        for byte in 0..parts[part].len() {
            let mut altered = parts.clone();
            altered[part][byte] ^= 1 << (byte % 8);
            let altered: Vec<String> = altered.iter().map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
            assert_eq!(
                session(&desk, &altered.join(".")).await,
                StatusCode::UNAUTHORIZED,
                "{part} {byte}"
            );
        }
    }
}

#[tokio::test]
async fn a_subject_of_the_same_name_at_another_issuer_is_nobody() {
    let desk = Desk::start().await;
    // Dora's name with a blank, in capitals, or longer is somebody else.
    for subject in ["Dora", " dora", "dora ", "dora\0", ""] {
        let token = desk.token(&with(claims(&desk), "sub", json!(subject)));
        let answer = desk
            .send(Method::GET, "/api/session", Some(&token), Value::Null, None)
            .await;
        answer.refused(ProblemCode::NoUser);
    }
}

#[tokio::test]
async fn no_header_says_who_calls() {
    let desk = Desk::start().await;
    let http = reqwest::Client::new();
    let dealer = &desk.people.dealer;
    let url = format!("{}/api/session", desk.url);
    for (name, value) in [
        (
            "x-amzn-request-context",
            json!({ "authorizer": { "lambda": { "issuer": desk.issuer.identifier, "subject": "vera" } } }).to_string(),
        ),
        ("x-user-id", dealer.user_id.unwrap().to_string()),
        ("authorization", format!("Basic {}", dealer.token)),
        ("authorization", dealer.token.clone()),
        ("authorization", format!("Bearer{}", dealer.token)),
    ] {
        let answer = http.get(&url).header(name, value).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{name}");
    }
    // The scheme's case does not matter.
    let answer = http
        .get(&url)
        .header("authorization", format!("bEaReR {}", dealer.token))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    desk.call::<GetSession>(dealer, &[], json!(null)).await.ok();
}
