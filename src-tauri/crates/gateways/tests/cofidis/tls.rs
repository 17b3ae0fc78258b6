//! TLS with authorities of our own making: a server whose certificate nobody vouches for gets not a byte, and a client
//! certificate from the vault opens what is closed without it.

use crate::loopback::{self, Turn};
use crate::shop;
use crate::transport::{LIMITS, PATIENT};
use financing::NotSent;
use gateways::{
    Body, ClientCertificate, Credentials, Failure, Limits, MountError, Profile, Reply, Secret,
    Transport, TransportFault, Trust, mount,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{io::AsyncReadExt, net::TcpListener};
use tokio_rustls::TlsAcceptor;
use url::Url;

/// An authority of our own making.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Authority {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Authority(CertifiedIssuer::self_signed(params, key).expect("an authority"))
    }

    fn trust(&self) -> Trust {
        Trust::Only(self.0.pem())
    }

    /// A certificate for a name or an address, and its key, as PEM.
    fn certify(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        (certificate, key)
    }

    fn client_pem(&self) -> String {
        let (certificate, key) = self.certify("till.example");
        certificate.pem() + &key.serialize_pem()
    }

    fn client(&self) -> ClientCertificate {
        ClientCertificate::from_pem(Secret::new(self.client_pem()))
    }
}

/// A TLS server on this machine; how many whole requests reached it.
struct Server {
    url: Url,
    requests: Arc<AtomicUsize>,
}

async fn serve(host: &str, authority: &Authority, clients: Option<&Authority>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = loopback::address(&listener, "https");
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(clients.0.der().clone()).expect("a root");
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    let (certificate, key) = authority.certify(host);
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = builder.with_single_cert(vec![certificate.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a configuration")));
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = requests.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            match acceptor.accept(stream).into_fallible().await {
                Ok(mut stream) => {
                    if loopback::read(&mut stream).await.is_some() {
                        counted.fetch_add(1, Ordering::SeqCst);
                        let turn = Turn::json(&json!({ "responseCode": "022" }));
                        loopback::answer(&mut stream, turn).await;
                    }
                }
                // What the client still sends is taken off the wire, so that our alert is not lost in a reset.
                Err((_, mut stream)) => {
                    let mut rest = Vec::new();
                    let _ = stream.read_to_end(&mut rest).await;
                }
            }
        }
    });
    Server { url, requests }
}

async fn post(
    server: &Server,
    trust: &Trust,
    identity: Option<ClientCertificate>,
    limits: Limits,
) -> Result<Reply, Failure> {
    let hosts = std::slice::from_ref(&server.url);
    let transport = Transport::trusting(&limits, hosts, identity, trust).expect("a transport");
    let body = Body::Json(b"{}".to_vec());
    transport.post(&server.url, &[], body).await
}

fn no_tls() -> Option<Failure> {
    Some(Failure::NotSent(NotSent::NoTls))
}

#[tokio::test]
async fn an_authority_that_the_profile_names_is_believed() {
    let authority = Authority::new();
    let server = serve("127.0.0.1", &authority, None).await;
    let reply = post(&server, &authority.trust(), None, PATIENT).await;
    assert_eq!(reply.expect("an answer").status, 200);
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_that_nobody_vouches_for() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = serve("127.0.0.1", &authority, None).await;
    let failure = post(&server, &other.trust(), None, PATIENT).await.err();
    assert_eq!(failure, no_tls());
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn nothing_was_sent_to_a_host_that_has_no_address() {
    let url = Url::parse("https://nobody.invalid/").expect("a url");
    let requests = Arc::default();
    let failure = post(
        &Server { url, requests },
        &Authority::new().trust(),
        None,
        PATIENT,
    )
    .await;
    assert_eq!(failure.err(), Some(Failure::NotSent(NotSent::NoConnection)));
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_of_another_name() {
    let authority = Authority::new();
    let server = serve("gateway.example", &authority, None).await;
    let failure = post(&server, &authority.trust(), None, PATIENT).await.err();
    assert_eq!(failure, no_tls());
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_that_does_not_speak_tls() {
    let plain = loopback::Loopback::slammed().await;
    let url = Url::parse(&plain.url.as_str().replace("http", "https")).expect("a url");
    let requests = Arc::default();
    let failure = post(
        &Server { url, requests },
        &Authority::new().trust(),
        None,
        PATIENT,
    )
    .await;
    assert!(matches!(failure, Err(Failure::NotSent(_))), "{failure:?}");
}

#[tokio::test]
async fn nothing_was_sent_when_the_handshake_takes_too_long() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = loopback::address(&listener, "https");
    let held = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok(connection) = listener.accept().await {
            held.push(connection);
        }
    });
    let requests = Arc::default();
    let failure = post(
        &Server { url, requests },
        &Authority::new().trust(),
        None,
        LIMITS,
    )
    .await;
    assert_eq!(failure.err(), Some(Failure::NotSent(NotSent::NoConnection)));
    held.abort();
}

#[tokio::test]
async fn the_vaults_certificate_opens_what_is_closed_without_it() {
    let authority = Authority::new();
    let server = serve("127.0.0.1", &authority, Some(&authority)).await;
    let reply = post(
        &server,
        &authority.trust(),
        Some(authority.client()),
        PATIENT,
    )
    .await;
    assert_eq!(reply.expect("an answer").status, 200);
    assert_eq!(server.requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn without_the_right_certificate_the_request_is_certainly_not_acted_on() {
    let (authority, other) = (Authority::new(), Authority::new());
    for identity in [None, Some(other.client())] {
        let server = serve("127.0.0.1", &authority, Some(&authority)).await;
        let failure = post(&server, &authority.trust(), identity, PATIENT)
            .await
            .err();
        assert_eq!(failure, no_tls());
        assert_eq!(server.requests.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn a_merchant_with_a_client_certificate_and_nothing_else_is_let_in() {
    let authority = Authority::new();
    let server = serve("127.0.0.1", &authority, Some(&authority)).await;
    let pem = authority.0.pem();
    let text = shop::text(&server.url)
        .replace("client_certificate = false", "client_certificate = true")
        .replace(
            "[transport]",
            &format!("[transport]\nauthority_pem = \"\"\"\n{pem}\"\"\""),
        );
    let text = shop::with_access(&text, "kind = \"none\"");
    let profile = Profile::read(&text).expect("a profile");
    let names = profile.credential_names();
    let [name] = names.as_slice() else {
        panic!("the certificate is all it needs: {names:?}");
    };
    let missing = mount(profile.clone(), Credentials::default()).err();
    assert!(matches!(missing, Some(MountError::MissingCredential(missing)) if missing == *name));
    let credentials = Credentials::default().with(*name, &authority.client_pem());
    let gateway = mount(profile, credentials).expect("a gateway");
    let probe = gateway.probe().await.expect("reached");
    assert_eq!((probe.reached, probe.authenticated), (true, Some(true)));
}

#[test]
fn a_certificate_that_is_none_is_refused_without_being_repeated() {
    let authority = Authority::new();
    let (certificate, _) = authority.certify("till.example");
    let (_, another) = authority.certify("till.example");
    for pem in [
        "no PEM at all".to_owned(),
        certificate.pem(),
        certificate.pem() + &another.serialize_pem(),
        another.serialize_pem(),
    ] {
        let identity = ClientCertificate::from_pem(Secret::new(pem));
        let refused = Transport::trusting(&PATIENT, &[], Some(identity), &authority.trust());
        let Err(TransportFault::Certificate(fault)) = refused else {
            panic!("this is no certificate with its key");
        };
        assert!(!format!("{fault:?} {fault}").contains("PRIVATE"));
    }
    let refused = Transport::trusting(&PATIENT, &[], None, &Trust::Only(String::new()));
    assert!(matches!(refused, Err(TransportFault::Trust(_))));
}
