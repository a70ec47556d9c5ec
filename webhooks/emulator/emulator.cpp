#include "webhooks/emulator/emulator.h"

#include <random>
#include <stdexcept>
#include <utility>

#include "flows/core/text.h"
#include "webhooks/emulator/engine.h"
#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/routes.h"
#include "webhooks/emulator/templates.h"
#include "webhooks/http/uri.h"

namespace sportello::webhooks {
namespace {

using emulator::World;

std::string origin_of(const EmulatorOptions& options) {
  const auto url = parse_url(options.webhook_url);
  if (!url) throw std::invalid_argument("webhook_url: " + url.error().text);
  return options.public_url.empty() ? url->origin() : options.public_url;
}

void add_number(World& world, const EmulatedNumber& given) {
  emulator::Number number{.id = given.phone_number_id.value,
                          .display = given.display_phone_number,
                          .name = given.name,
                          .about = given.about,
                          .colour = given.colour,
                          .account = given.account_id};
  if (number.account.empty()) number.account = emulator::make_number_id(0, "account" + number.id, 0);
  if (!find_account(world, number.account)) {
    world.accounts.push_back({.id = number.account, .name = number.name, .override_url = {}});
  }
  world.numbers.push_back(std::move(number));
}

void add_template(World& world, const EmulatedTemplate& given) {
  const emulator::Number* number = find_number(world, given.number.value);
  if (!number) throw std::invalid_argument("template " + given.name + ": there is no such number");
  world.templates.push_back({.id = emulator::make_number_id(world.seed, "template", ++world.count),
                             .account = number->account,
                             .name = given.name,
                             .language = given.language,
                             .category = given.category,
                             .status = given.status,
                             .parameter_format = emulator::parameter_format_of(given.body),
                             .components = emulator::components_of(given.body, given.quick_replies)});
}

World world_of(const EmulatorOptions& options) {
  if (options.numbers.empty()) throw std::invalid_argument("the emulator needs a number");
  if (!options.now) throw std::invalid_argument("the emulator needs a clock");
  World world;
  // Ids of an earlier run must not come back: a desk that remembers them would take new messages for old ones.
  world.seed = options.seed ? *options.seed : (std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}();
  world.app_id = emulator::make_number_id(0, "app", 0);
  world.callback_url = options.webhook_url;
  world.media_origin = origin_of(options);
  world.access_token = options.access_token;
  world.app_secret = options.app_secret;
  for (const EmulatedNumber& number : options.numbers) add_number(world, number);
  for (const EmulatedTemplate& one : options.templates) add_template(world, one);
  for (const EmulatedCustomer& customer : options.customers) {
    world.customers.push_back({.id = customer.id,
                               .name = customer.name,
                               .phone = flows::digits_of(customer.phone),
                               .bsuid = customer.bsuid.empty() ? emulator::make_bsuid(customer.id) : customer.bsuid,
                               .username = customer.username,
                               .hides_phone = customer.hides_phone});
  }
  return world;
}

}  // namespace

std::vector<EmulatedCustomer> demo_customers() {
  return {{.id = "anna", .name = "Anna Rossi", .phone = "393470102030"},
          {.id = "luca", .name = "Luca Bianchi", .phone = "393350104050"},
          {.id = "giulia", .name = "Giulia V.", .phone = "393200106070", .username = "giulia.v", .hides_phone = true}};
}

class Emulator::Impl {
 public:
  explicit Impl(EmulatorOptions options)
      : engine(world_of(options), {.webhook_url = options.webhook_url,
                                   .media_dir = options.media_dir,
                                   .now = options.now,
                                   .set_now = options.set_now,
                                   .hours = options.hours,
                                   .first_retry = options.first_retry}) {}

  emulator::Engine engine;
};

Emulator::Emulator(EmulatorOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Emulator::~Emulator() = default;

void Emulator::mount(Router& router) {
  emulator::mount_graph(router, impl_->engine);
  emulator::mount_control(router, impl_->engine);
  emulator::mount_watch(router, impl_->engine);
  emulator::mount_pages(router);
}

void Emulator::start() {
  impl_->engine.start();
}

void Emulator::stop() {
  impl_->engine.stop();
}

}  // namespace sportello::webhooks
