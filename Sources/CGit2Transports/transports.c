// What libgit2 wants of the libraries of its network transports, for a program that has no use for these.
//
// Transport is the `git` program's business (docs/decisions/0010-static-libraries.md), so none of this is ever called but by
// git_libgit2_init(), which gets ready for TLS and SSH: it finds them ready. Everything else fails, as its library would without a network.
// Hidden, so that no shared library ever finds these in place of the real ones.

#define HIDDEN __attribute__((visibility("hidden")))
#define READY(name) HIDDEN long name(void) { return 0; }
#define FAILS(name) HIDDEN long name(void) { return -1; }
#define NOTHING(name) HIDDEN void *name(void) { return 0; }

// Called at the start.
READY(libssh2_init)
READY(mbedtls_ctr_drbg_init)
READY(mbedtls_ctr_drbg_seed)
READY(mbedtls_entropy_init)
READY(mbedtls_ssl_conf_authmode)
READY(mbedtls_ssl_conf_ca_chain)
READY(mbedtls_ssl_conf_ciphersuites)
READY(mbedtls_ssl_conf_min_version)
READY(mbedtls_ssl_conf_rng)
READY(mbedtls_ssl_config_defaults)
READY(mbedtls_ssl_config_init)
READY(mbedtls_x509_crt_init)

// The start would read all certificates of the system, a thousand times the work of opening a repository. These are visible: where libgit2 is a
// shared library, it finds them first. Nothing else in this program uses mbedtls.
long mbedtls_x509_crt_parse_file(void) { return -1; }
long mbedtls_x509_crt_parse_path(void) { return -1; }

// Never called.
HIDDEN void *GSS_C_NT_HOSTBASED_SERVICE = 0;
FAILS(gss_delete_sec_context)
FAILS(gss_display_status)
FAILS(gss_import_name)
FAILS(gss_indicate_mechs)
FAILS(gss_init_sec_context)
FAILS(gss_release_buffer)
FAILS(gss_release_name)
FAILS(gss_release_oid_set)
FAILS(libssh2_agent_connect)
FAILS(libssh2_agent_disconnect)
FAILS(libssh2_agent_free)
FAILS(libssh2_agent_get_identity)
NOTHING(libssh2_agent_init)
FAILS(libssh2_agent_list_identities)
FAILS(libssh2_agent_userauth)
FAILS(libssh2_channel_close)
FAILS(libssh2_channel_free)
NOTHING(libssh2_channel_open_ex)
FAILS(libssh2_channel_process_startup)
FAILS(libssh2_channel_read_ex)
FAILS(libssh2_channel_set_blocking)
FAILS(libssh2_channel_write_ex)
FAILS(libssh2_exit)
NOTHING(libssh2_hostkey_hash)
FAILS(libssh2_knownhost_checkp)
FAILS(libssh2_knownhost_free)
NOTHING(libssh2_knownhost_init)
FAILS(libssh2_knownhost_readfile)
NOTHING(libssh2_session_abstract)
FAILS(libssh2_session_disconnect_ex)
FAILS(libssh2_session_free)
FAILS(libssh2_session_handshake)
NOTHING(libssh2_session_hostkey)
NOTHING(libssh2_session_init_ex)
FAILS(libssh2_session_last_error)
FAILS(libssh2_session_method_pref)
FAILS(libssh2_session_set_blocking)
FAILS(libssh2_userauth_authenticated)
FAILS(libssh2_userauth_keyboard_interactive_ex)
NOTHING(libssh2_userauth_list)
FAILS(libssh2_userauth_password_ex)
FAILS(libssh2_userauth_publickey)
FAILS(libssh2_userauth_publickey_fromfile_ex)
FAILS(libssh2_userauth_publickey_frommemory)
FAILS(mbedtls_ctr_drbg_free)
FAILS(mbedtls_ctr_drbg_random)
FAILS(mbedtls_entropy_free)
FAILS(mbedtls_entropy_func)
FAILS(mbedtls_ssl_close_notify)
FAILS(mbedtls_ssl_config_free)
FAILS(mbedtls_ssl_free)
FAILS(mbedtls_ssl_get_ciphersuite_id)
NOTHING(mbedtls_ssl_get_peer_cert)
FAILS(mbedtls_ssl_get_verify_result)
FAILS(mbedtls_ssl_handshake)
FAILS(mbedtls_ssl_init)
FAILS(mbedtls_ssl_read)
FAILS(mbedtls_ssl_set_bio)
FAILS(mbedtls_ssl_set_hostname)
FAILS(mbedtls_ssl_setup)
FAILS(mbedtls_ssl_write)
FAILS(mbedtls_strerror)
FAILS(mbedtls_x509_crt_free)
FAILS(mbedtls_x509_crt_verify_info)
