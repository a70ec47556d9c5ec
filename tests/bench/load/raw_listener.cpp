// raw_listener PORT SECRET: the raw ceiling. A cpprestsdk listener that reads the body, checks Meta's signature over it
// and answers 200; it parses and stores nothing. Ends with its standard input.
#include <cpprest/http_listener.h>
#include <cpprest/rawptrstream.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "webhooks/whatsapp/signature.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  using namespace web::http;
  const std::vector<sportello::flows::Secret> secrets{sportello::flows::Secret(argv[2])};
  experimental::listener::http_listener listener("http://127.0.0.1:" + std::string(argv[1]));
  listener.support(methods::POST, [&](const http_request& request) {
    request.extract_vector().then([request, &secrets](const std::vector<unsigned char>& body) {
      const auto header = request.headers().find("X-Hub-Signature-256");
      const std::string_view bytes(reinterpret_cast<const char*>(body.data()), body.size());
      const bool good = header != request.headers().end() &&
                        sportello::webhooks::signed_by(header->second, bytes, secrets);
      // Not waited for: the threads that would send it are the ones that would wait.
      request.reply(good ? status_codes::OK : status_codes::Unauthorized);
    });
  });
  listener.open().wait();
  std::printf("ready\n");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  // Closing would wait for the connections that the load generator keeps.
  std::quick_exit(0);
}
