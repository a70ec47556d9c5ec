#include "tests/support/nginx.h"

#include <signal.h>

#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "tests/support/free_port.h"
#include "tests/support/raw_socket.h"
#include "tests/support/test_server.h"

namespace sportello::tests {
namespace {

/// Replaces every occurrence; that there is none means that the shipped file has changed and this one must follow.
void replace(std::string& text, const std::string& what, const std::string& with) {
  auto at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("the shipped nginx.conf has no more: " + what);
  for (; at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

}  // namespace

void make_certificate(const std::string& key_file, const std::string& certificate_file, const std::string& log_file) {
  const int code = run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", key_file, "-out", certificate_file},
                       log_file);
  if (code != 0) throw std::runtime_error("no certificate: " + read_file(log_file));
}

Nginx::Nginx(std::uint16_t upstream_port, int connections) {
  make_certificate(directory_ / "privkey.pem", directory_ / "fullchain.pem", directory_ / "openssl.log");
  const std::string shipped = SPORTELLO_SOURCE_DIR "/deploy/";
  std::filesystem::create_directory(directory_ / "snippets");
  for (const auto* name : {"http", "server"}) {
    std::filesystem::copy_file(shipped + "nginx-" + name + ".conf",
                               directory_ / "snippets/sportello-" + name + ".conf");
  }
  for (int attempt = 0; attempt < 20; ++attempt) {
    plain_port_ = free_port();
    tls_port_ = free_port();
    redirect_port_ = free_port();
    write_configuration(upstream_port, connections);
    if (start()) return;
  }
  throw std::runtime_error("nginx does not start: " + read_file(directory_ / "nginx.log"));
}

void Nginx::write_configuration(std::uint16_t upstream_port, int connections) const {
  auto site = read_file(SPORTELLO_SOURCE_DIR "/deploy/nginx.conf");
  replace(site, "    listen [::]:80;\n", "");
  replace(site, "    listen [::]:443 ssl http2;\n", "");
  replace(site, "listen 80;", "listen 127.0.0.1:" + std::to_string(redirect_port_) + ";");
  replace(site, "listen 443 ssl http2;", "listen 127.0.0.1:" + std::to_string(tls_port_) + " ssl http2;");
  replace(site, "/etc/letsencrypt/live/desk.example.it/", directory_.path() + "/");
  replace(site, "/var/log/nginx/", directory_.path() + "/");
  replace(site, "server 127.0.0.1:8080 ", "server 127.0.0.1:" + std::to_string(upstream_port) + " ");
  write_file(directory_ / "site.conf", site);

  // One process, so that killing it leaves nothing behind.
  const std::string most = std::to_string(connections);
  std::string main = "daemon off;\nmaster_process off;\nworker_rlimit_nofile " + most +
                     ";\nevents { worker_connections " + most + "; }\n";
  main += "pid " + directory_ / "nginx.pid" + ";\nhttp {\n";
  for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    main += std::string(kind) + "_temp_path " + directory_ / kind + ";\n";
  }
  main += "include site.conf;\nserver {\n  listen 127.0.0.1:" + std::to_string(plain_port_) +
          ";\n  server_name localhost;\n  access_log sportello.log sportello;\n  include "
          "snippets/sportello-server.conf;\n}\n}\n";
  write_file(directory_ / "nginx.conf", main);
}

bool Nginx::start() {
  const auto log = directory_ / "nginx.log";
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"/usr/sbin/nginx", "-p", directory_.path(), "-c", directory_ / "nginx.conf", "-e", log},
      log);
  return eventually([this] { return answers(plain_port_) || !process_->running(); }) && process_->running();
}

void Nginx::restart() {
  process_->signal(SIGTERM);
  process_->wait();
  if (!start()) throw std::runtime_error("nginx does not come back: " + read_file(directory_ / "nginx.log"));
}

}  // namespace sportello::tests
