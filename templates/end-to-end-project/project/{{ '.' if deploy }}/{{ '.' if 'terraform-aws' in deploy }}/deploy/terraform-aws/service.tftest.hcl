# `terraform test`, without an account: AWS is a mock.

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/start" }
  }
  mock_resource "aws_lb" {
    defaults = {
      arn      = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/balancer/1"
      dns_name = "balancer.example.org"
    }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/service/1" }
  }
  mock_resource "aws_ecr_repository" {
    defaults = { repository_url = "registry.example.org/service" }
  }
  mock_data "aws_subnets" {
    defaults = { ids = ["subnet-a", "subnet-b"] }
  }
}

variables {
  tag         = "7"
  port        = 9000
  environment = { CORS_ORIGINS = "https://example.org" }
}

run "service" {
  assert {
    condition     = local.container.image == "registry.example.org/service:7"
    error_message = "the container is the image of the given tag"
  }

  assert {
    condition     = { for each in local.container.environment : each.name => each.value } == { PORT = "9000", CORS_ORIGINS = "https://example.org" }
    error_message = "the image is told its port and the settings"
  }

  assert {
    condition     = aws_lb_target_group.service.port == 9000 && one(aws_ecs_service.service.load_balancer).container_port == 9000
    error_message = "the load balancer asks at the container's port"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.from_balancer.cidr_ipv4 == null && aws_vpc_security_group_ingress_rule.from_balancer.from_port == 9000
    error_message = "only the load balancer may ask the service"
  }

  assert {
    condition     = output.address == "http://balancer.example.org"
    error_message = "the address is the load balancer's"
  }
}
