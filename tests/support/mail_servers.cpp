#include "tests/support/mail_servers.h"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "tests/support/free_port.h"
#include "tests/support/nginx.h"
#include "tests/support/raw_socket.h"
#include "tests/support/test_server.h"

namespace sportello::tests {
namespace {

namespace fs = std::filesystem;

constexpr int kAttempts = 20;

/// Who may write into the mailboxes: mail servers refuse to deliver as root.
struct MailUser {
  std::string name;
  std::string group;
};
MailUser mail_user() {
  if (::geteuid() == 0) return {"nobody", "nogroup"};
  const passwd* user = ::getpwuid(::geteuid());
  const group* own = ::getgrgid(::getegid());
  return {user != nullptr ? user->pw_name : "", own != nullptr ? own->gr_name : ""};
}

void give_to_mail_user(const fs::path& path) {
  if (::geteuid() != 0) return;
  const passwd* user = ::getpwnam("nobody");
  if (user == nullptr || ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("cannot give away " + path.string());
  }
}

bool is_message(const fs::directory_entry& entry) {
  return entry.is_regular_file() && !entry.path().filename().string().starts_with("dovecot");
}

/// The messages of a Maildir, oldest first by the delivery time in their names.
std::vector<fs::path> messages_in(const std::string& maildir) {
  std::vector<fs::path> found;
  for (const char* folder : {"/new", "/cur"}) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(maildir + folder, none)) {
      if (is_message(entry)) found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end(), [](const fs::path& a, const fs::path& b) { return a.filename() < b.filename(); });
  return found;
}

}  // namespace

MailServers::MailServers(const std::vector<std::string>& mailboxes) {
  make_certificate(directory_ / "key.pem", directory_ / "cert.pem", directory_ / "openssl.log");
  fs::permissions(directory_.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  for (const char* folder : {"spool", "log", "run", "mail"}) fs::create_directory(directory_ / folder);
  give_to_mail_user(directory_ / "mail");
  for (const std::string& address : mailboxes) {
    for (const char* folder : {"", "/new", "/cur", "/tmp"}) {
      fs::create_directory(maildir(address) + folder);
      give_to_mail_user(maildir(address) + folder);
    }
  }
  for (int attempt = 0; attempt < kAttempts && !exim_; ++attempt) {
    smtp_port_ = free_port();
    write_exim();
    try {
      start_smtp();
    } catch (const std::runtime_error&) {
      exim_.reset();
    }
  }
  if (!exim_) throw std::runtime_error("exim does not start: " + read_file(directory_ / "exim.log"));
  for (int attempt = 0; attempt < kAttempts && !dovecot_; ++attempt) {
    imap_port_ = free_port();
    write_dovecot();
    try {
      start_imap();
    } catch (const std::runtime_error&) {
      dovecot_.reset();
    }
  }
  if (!dovecot_) throw std::runtime_error("dovecot does not start: " + read_file(directory_ / "dovecot.log"));
}

MailServers::~MailServers() {
  stop_smtp();
  stop_imap();
}

std::string MailServers::maildir(const std::string& address) const {
  return directory_ / ("mail/" + address);
}

void MailServers::write_exim() const {
  const MailUser user = mail_user();
  const std::string& dir = directory_.path();
  std::string text = "exim_path = /usr/sbin/exim4\n";
  if (::geteuid() == 0) text += "exim_user = root\nexim_group = root\n";
  text += "primary_hostname = localhost\nspool_directory = " + dir + "/spool\nlog_file_path = " + dir +
          "/log/%slog\npid_file_path = " + dir + "/exim.pid\nlocal_interfaces = 127.0.0.1\ndaemon_smtp_ports = " +
          std::to_string(smtp_port_) + "\ntls_certificate = " + dir + "/cert.pem\ntls_privatekey = " + dir +
          "/key.pem\ntls_advertise_hosts = *\nhost_lookup =\nrfc1413_hosts =\nkeep_environment =\n"
          "acl_smtp_rcpt = rcpt\nacl_smtp_data = data\n"
          "begin acl\nrcpt:\n"
          "  deny local_parts = refused\n       message = no such mailbox here\n"
          "  defer local_parts = greylisted\n        message = greylisted, try again later\n  accept\n"
          "data:\n  accept\n"
          "begin routers\nmailboxes:\n  driver = accept\n  transport = maildir\n"
          "begin transports\nmaildir:\n  driver = appendfile\n"
          "  directory = ${lookup{${lc:$local_part@$domain}}dsearch,filter=dir,ret=full{" + dir + "/mail}}\n"
          "  maildir_format\n  envelope_to_add\n  return_path_add\n  user = " + user.name + "\n  group = " +
          user.group + "\n";
  write_file(directory_ / "exim.conf", text);
}

void MailServers::write_dovecot() const {
  const MailUser user = mail_user();
  const std::string& dir = directory_.path();
  std::string text = "protocols = imap\nlisten = 127.0.0.1\nbase_dir = " + dir + "/run\nlog_path = " + dir +
                     "/dovecot.log\nssl = yes\nssl_cert = <" + dir + "/cert.pem\nssl_key = <" + dir +
                     "/key.pem\nmail_location = maildir:" + dir + "/mail/%u\nmail_uid = " + user.name +
                     "\nmail_gid = " + user.group +
                     "\nfirst_valid_uid = 1\ndisable_plaintext_auth = no\nauth_mechanisms = plain\n"
                     "service imap-login {\n  chroot =\n  inet_listener imap {\n    port = " +
                     std::to_string(imap_port_) + "\n  }\n  inet_listener imaps {\n    port = 0\n  }\n}\n"
                     "service anvil {\n  chroot =\n}\n"
                     "passdb {\n  driver = static\n  args = password=" + password() +
                     "\n}\nuserdb {\n  driver = static\n  args = uid=" + user.name + " gid=" + user.group + " home=" +
                     dir + "/mail/%u allow_all_users=yes\n}\n";
  if (::geteuid() != 0) {
    text += "default_internal_user = " + user.name + "\ndefault_login_user = " + user.name +
            "\ndefault_internal_group = " + user.group + "\n";
  }
  write_file(directory_ / "dovecot.conf", text);
}

void MailServers::start_smtp() {
  const auto log = directory_ / "exim.log";
  exim_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"/usr/sbin/exim4", "-C", directory_ / "exim.conf", "-bdf", "-oP", directory_ / "exim.pid"},
      log);
  if (!eventually([this] { return answers(smtp_port_) || !exim_->running(); }) || !exim_->running()) {
    throw std::runtime_error("exim: " + read_file(log));
  }
}

void MailServers::stop_smtp() {
  if (!exim_) return;
  exim_->signal(SIGTERM);
  exim_->wait();
  exim_.reset();
}

void MailServers::start_imap() {
  const auto log = directory_ / "dovecot.log";
  dovecot_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"/usr/sbin/dovecot", "-F", "-c", directory_ / "dovecot.conf"}, log);
  if (!eventually([this] { return answers(imap_port_) || !dovecot_->running(); }) || !dovecot_->running()) {
    throw std::runtime_error("dovecot: " + read_file(log));
  }
}

void MailServers::stop_imap() {
  if (!dovecot_) return;
  dovecot_->signal(SIGTERM);
  dovecot_->wait();
  dovecot_.reset();
}

std::vector<std::string> MailServers::mailbox(const std::string& address) const {
  std::vector<std::string> messages;
  for (const fs::path& file : messages_in(maildir(address))) messages.push_back(read_file(file));
  return messages;
}

std::vector<std::string> MailServers::wait_for(const std::string& address, std::size_t count) const {
  eventually([&] { return mailbox(address).size() >= count; });
  return mailbox(address);
}

std::vector<std::string> MailServers::flags(const std::string& address) const {
  std::vector<std::string> flags;
  for (const fs::path& file : messages_in(maildir(address))) {
    const std::string name = file.filename();
    const auto comma = name.rfind(":2,");
    flags.push_back(comma == std::string::npos ? "" : name.substr(comma + 3));
  }
  return flags;
}

void MailServers::put(const std::string& address, const std::string& message) {
  const std::string name = std::to_string(1'700'000'000 + deliveries_) + ".M" + std::to_string(deliveries_) + ".test";
  ++deliveries_;
  const std::string arriving = maildir(address) + "/tmp/" + name;
  write_file(arriving, message);
  fs::permissions(arriving, fs::perms::owner_read | fs::perms::owner_write);
  give_to_mail_user(arriving);
  fs::rename(arriving, maildir(address) + "/new/" + name);
}

}  // namespace sportello::tests
